// Elements as functions: div({class: "x"}, "text", span("more")). Text stays text: nothing here makes HTML of a string.
const { h, render, Fragment } = globalThis.preact;
const { useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback } = globalThis.preactHooks;

export { h, render, Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback };

/** An element with a first argument of attributes, or without. */
function element(name) {
	return (...parts) => (parts[0] && parts[0].constructor === Object) ? h(name, ...parts) : h(name, null, ...parts);
}

export const tags = new Proxy({}, { get: (_, name) => element(name) });

/** A list without what is false or null, joined by spaces. */
export function classes(...names) {
	return names.filter(Boolean).join(" ");
}

/** Whether the page can be seen; nothing is fetched for a page that cannot. */
export function useVisible() {
	const [visible, setVisible] = useState(!document.hidden);
	useEffect(() => {
		const changed = () => setVisible(!document.hidden);
		document.addEventListener("visibilitychange", changed);
		return () => document.removeEventListener("visibilitychange", changed);
	}, []);
	return visible;
}

/** Milliseconds until what could not be fetched is tried again. */
const RETRY = 3000;

/**
 * What a function fetches, again and again while the page is visible.
 * @param fetcher gets an AbortSignal; what it returns is the value
 * @param millis between two; 0 fetches until it has succeeded once, or was refused
 * @param keys fetches anew when one of them changes
 * @returns value, error and a function that fetches at once
 */
export function usePoll(fetcher, millis, keys = []) {
	const [state, setState] = useState({ value: undefined, error: null });
	const visible = useVisible();
	const again = useRef(() => {});
	useEffect(() => setState({ value: undefined, error: null }), keys);
	useEffect(() => {
		if (!visible) {
			return undefined;
		}
		const stop = new AbortController();
		let timer = 0;
		const turn = async () => {
			clearTimeout(timer);
			let wait = millis;
			try {
				const value = await fetcher(stop.signal);
				if (!stop.signal.aborted) {
					setState({ value, error: null });
				}
			}
			catch (error) {
				if (!stop.signal.aborted) {
					setState((old) => ({ value: old.value, error }));
				}
				wait = millis || (error.status >= 400 && error.status < 500 ? 0 : RETRY);
			}
			if (!stop.signal.aborted && wait > 0) {
				clearTimeout(timer);
				timer = setTimeout(turn, wait);
			}
		};
		again.current = turn;
		turn();
		return () => {
			stop.abort();
			clearTimeout(timer);
		};
	}, [visible, millis, ...keys]);
	return { value: state.value, error: state.error, reload: () => again.current() };
}

/** A value that changes once it has stood still for so long. */
export function useSettled(value, millis) {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), millis);
		return () => clearTimeout(timer);
	}, [value, millis]);
	return settled;
}
