// Server-sent events by fetch, as EventSource cannot send a token.
import { Refusal, request } from "./api.js";

/** So many events are handed on in one turn, so that a burst does not hold up the page. */
const TURN = 150;

/** A page that is hidden for so long, in milliseconds, gives its stream up: browsers allow six connections to a host. */
const HIDDEN = 2000;

/**
 * Follows messages until the signal aborts; comes back by itself behind the last event. While the page is hidden it
 * pauses.
 * @param query the filter, and after: the id to begin behind
 * @param onEvents gets lists of events, each as the text of its lines: parse reads those that are wanted
 * @param onState gets "live", or a sentence that says why not
 * @param onBack is asked, after a pause, for the id to begin behind; none for the last event
 */
export async function follow(query, onEvents, onState, signal, onBack = () => undefined) {
	let after = query.after;
	let wait = 500;
	while (!signal.aborted) {
		if (document.hidden) {
			onState("Paused while this page is hidden.");
			await shown(signal);
			after = onBack() || after;
			continue;
		}
		const part = new AbortController();
		const end = whileShown(part, signal);
		try {
			const response = await request("GET", "api/messages/stream", { query: { ...query, after }, signal: part.signal,
				accept: "text/event-stream", patience: 0 });
			onState("live");
			wait = 500;
			await read(response.body.getReader(), async (events) => {
				after = parse(events[events.length - 1]).id || after;
				onEvents(events);
			});
			onState("The stream ended. Reconnecting.");
		}
		catch (error) {
			if (signal.aborted) {
				return;
			}
			if (part.signal.aborted) {
				continue;
			}
			if (error instanceof Refusal && error.status >= 400 && error.status < 500 && error.status !== 429) {
				onState(error.message);
				return;
			}
			onState(error instanceof Refusal ? error.message : "The stream was interrupted. Reconnecting.");
		}
		finally {
			end();
		}
		await pause(wait, signal);
		wait = Math.min(wait * 2, 10_000);
	}
}

/** Aborts a part of the stream with the whole, or once the page is hidden for a while. Returns what ends that. */
function whileShown(part, signal) {
	let timer = 0;
	const stop = () => part.abort();
	const changed = () => {
		clearTimeout(timer);
		timer = document.hidden ? setTimeout(stop, HIDDEN) : 0;
	};
	signal.addEventListener("abort", stop, { once: true });
	document.addEventListener("visibilitychange", changed);
	return () => {
		clearTimeout(timer);
		signal.removeEventListener("abort", stop);
		document.removeEventListener("visibilitychange", changed);
	};
}

/** Waits until the page is shown, or the signal aborts. */
function shown(signal) {
	return new Promise((resolve) => {
		const changed = () => {
			if (!document.hidden || signal.aborted) {
				document.removeEventListener("visibilitychange", changed);
				signal.removeEventListener("abort", changed);
				resolve();
			}
		};
		document.addEventListener("visibilitychange", changed);
		signal.addEventListener("abort", changed);
		changed();
	});
}

async function read(reader, take) {
	const decoder = new TextDecoder();
	let rest = "";
	for (;;) {
		const { value, done } = await reader.read();
		if (done) {
			return;
		}
		rest += decoder.decode(value, { stream: true });
		const blocks = rest.split("\n\n");
		rest = blocks.pop();
		for (let at = 0; at < blocks.length; at += TURN) {
			const events = blocks.slice(at, at + TURN).filter((block) => block && !block.startsWith(":"));
			if (events.length) {
				await take(events);
			}
			if (at + TURN < blocks.length) {
				await pause(0);
			}
		}
	}
}

/** One event: its fields, one a line (HTML, section 9.2.6). A line that begins with a colon is a comment. */
export function parse(block) {
	const event = { id: "", event: "message", data: "" };
	for (const line of block.split(/\r?\n/)) {
		const colon = line.indexOf(":");
		if (colon > 0) {
			const name = line.slice(0, colon);
			const value = line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
			if (name === "data") {
				event.data += value;
			}
			else if (name === "id" || name === "event") {
				event[name] = value;
			}
		}
	}
	return event;
}

function pause(millis, signal) {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, millis);
		signal?.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		}, { once: true });
	});
}

/** A UUID of version 7 that is before every id of messages received from a moment on. */
export function idOf(millis) {
	const hex = Math.max(0, Math.floor(millis)).toString(16).padStart(12, "0");
	return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
