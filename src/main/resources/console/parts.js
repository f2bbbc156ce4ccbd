// Small parts that several pages show.
import { classes, h, tags, useRef, useState } from "./dom.js";

const { button, code, div, h1, label, p, pre, span, header, ul, li, input } = tags;

/** The head of a page: its name, and what stands beside it. */
export function Head({ title, children, mono }) {
	return header({ class: "head" }, h1({ class: mono ? "mono" : "" }, title), div({ class: "beside" }, children));
}

/** Why something failed; nothing for no error. */
export function Fault({ error }) {
	if (!error) {
		return null;
	}
	return div({ class: "notice bad", role: "alert" }, error.message,
		error.errors && error.errors.length > 0 && ul(error.errors.map((one) => li(code(one.field), ` ${one.message}`))));
}

/** A state in a word, with a colour: good, warn, bad or calm. */
export function Pill({ tone, children }) {
	return span({ class: classes("pill", tone) }, children);
}

/** A line to be run in a terminal, with a button that copies it. */
export function Command({ text, title }) {
	return div({ class: "command" }, title && div({ class: "quiet" }, title),
		div({ class: "line" }, pre({ tabIndex: 0, "aria-label": title || "Command" }, text), h(Copy, { text })));
}

export function Copy({ text, what = "Copy", title }) {
	const [said, setSaid] = useState(null);
	const copy = async () => {
		const value = typeof text === "function" ? text() : text;
		const done = await copied(value);
		setSaid(done ? "Copied" : "Not allowed");
		setTimeout(() => setSaid(null), 1600);
	};
	return button({ type: "button", class: "small", onClick: copy, title, "aria-live": "polite" }, said || what);
}

/** The clipboard is there only for secure origins; a selection works everywhere else. */
async function copied(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	}
	catch {
		const area = document.createElement("textarea");
		area.value = text;
		area.className = "offscreen";
		document.body.append(area);
		area.select();
		const done = document.execCommand("copy");
		area.remove();
		return done;
	}
}

/** One of a few, as buttons. `options` is a list of [value, title]. */
export function Choice({ name, value, options, onChange }) {
	return div({ class: "choice", role: "group", "aria-label": name }, options.map(([one, title]) =>
		button({ key: one, type: "button", "aria-pressed": one === value ? "true" : "false", onClick: () => onChange(one) }, title)));
}

/** A labelled input of a filter. */
export function Field({ title, value, onInput, placeholder, type = "search", width, list }) {
	const id = useRef(`f${Math.random().toString(36).slice(2)}`).current;
	return div({ class: classes("field", width) }, label({ for: id }, title),
		input({ id, type, value, placeholder, list, autocomplete: "off", spellcheck: false, onInput: (event) => onInput(event.target.value) }));
}

/** A button that does something which needs to be said twice. */
export function Sure({ what, sure, onSure, disabled, title }) {
	const [asked, setAsked] = useState(false);
	return asked
		? span({ class: "sure" }, button({ type: "button", class: "small danger", autofocus: true, onClick: () => {
			setAsked(false);
			onSure();
		} }, sure), button({ type: "button", class: "small", onClick: () => setAsked(false) }, "Keep"))
		: button({ type: "button", class: "small", disabled, title, onClick: () => setAsked(true) }, what);
}

/** Name and value, one under the other. */
export function Facts({ of }) {
	return tags.dl({ class: "facts" }, of.filter(Boolean).map(([name, value]) =>
		div({ key: name }, tags.dt(name), tags.dd(value ?? "–"))));
}

export function Quiet({ children }) {
	return p({ class: "quiet" }, children);
}

export { span };
