// What to do first: the exact lines for this instance.
import { h, tags, usePoll } from "./dom.js";
import { address, curlToken, get } from "./api.js";
import { Command } from "./parts.js";

const { div, h2, p, strong, span } = tags;

/** What a device has to say to be known, where that can be told from the pattern; null where not. */
export function hello(listener, id = "lamp-1") {
	const pattern = listener.identify && listener.identify.pattern;
	const literal = pattern && /^\^?([A-Za-z0-9 :=,_-]*)\(\?<id>[^)]*\)\$?$/.exec(pattern);
	const said = literal && `${literal[1]}${id}`;
	return said && isIdOf(pattern, said, id) ? said : null;
}

/** Patterns are Java's: most mean the same here. */
function isIdOf(pattern, said, id) {
	try {
		return new RegExp(pattern).exec(said)?.groups?.id === id;
	}
	catch {
		return false;
	}
}

/** The line that makes a device of a terminal. */
export function ncLine(listener, id) {
	const host = !listener.bind || listener.bind === "0.0.0.0" || listener.bind === "::" ? location.hostname : listener.bind;
	const said = hello(listener, id);
	const dial = listener.settings && listener.settings.tls ? `openssl s_client -quiet -connect ${host.includes(":") ? `[${host}]` : host}:${listener.port}`
		: `nc ${host} ${listener.port}`;
	return said && listener.framing.type === "line" ? `(echo '${said}'; cat) | ${dial}` : dial;
}

/** The line that sends to a device and waits for its reply. */
export function curlLine(device, body = "PING") {
	return `curl${curlToken()} -H 'Content-Type: text/plain' --data '${body.replace(/'/g, "'\\''")}' '${
		address(`api/devices/${encodeURIComponent(device)}/messages`, { awaitReply: "10s" })}'`;
}

/** Shown where there is no device yet. */
export function FirstDevice() {
	const { value } = usePoll((signal) => get("api/listeners", {}, signal), 5000);
	const open = value ? value.items.filter((one) => one.state === "LISTENING") : [];
	const text = open.find((one) => one.framing.type === "line") || open[0];
	if (value && !text) {
		return div({ class: "card first" }, h2("No device yet, and no listener is open"),
			p("Devices dial listeners. Open one, or see under Listeners why none is."),
			h(Command, { text: `curl${curlToken()} -X PUT -H 'Content-Type: application/json' -d '{"port":7070}' ${address("api/listeners/default")}` }));
	}
	const id = text && (hello(text) ? "lamp-1" : "ID");
	return div({ class: "card first" },
		h2("No device yet"),
		p("Let a terminal be the first one. It appears here at once, without a reload."),
		text && h(Command, { title: "1. In a terminal: connect, then type lines as the device", text: ncLine(text) }),
		text && h(Command, { title: `2. In another: send it a line and wait for its reply${id === "ID" ? " (ID is the device's id, shown here once it is connected)" : ""}`,
			text: curlLine(id) }),
		open.length > 0 && p({ class: "quiet" }, strong("Listening: "), open.map((one, i) =>
			span({ key: one.name }, i > 0 && ", ", `${one.name} on ${one.bind}:${one.port} (${one.protocol || one.framing.type})`))));
}
