// The ports that devices dial, and the bytes on them that were no frames.
import { h, tags, useState, usePoll } from "./dom.js";
import { address, curlToken, get, reachesAll, remove, why } from "./api.js";
import { fromHex } from "./bytes.js";
import { bytes, clock, number, plural, setting } from "./format.js";
import { Command, Copy, Facts, Fault, Head, Pill, Sure } from "./parts.js";
import { hexDump } from "./payload.js";
import { ncLine } from "./start.js";
import { link } from "./route.js";

const { a, button, div, h2, p, section, span } = tags;

const TONES = { LISTENING: "good", PAUSED: "warn", STOPPED: "bad" };

export function Listeners() {
	const { value, error, reload } = usePoll((signal) => get("api/listeners", {}, signal), 2000);
	const [failed, setFailed] = useState(null);
	const [only, setOnly] = useState("");
	return div({ class: "page" }, h(Head, { title: "Listeners" }), h(Fault, { error: error || failed }),
		value && value.items.length === 0 && div({ class: "card first" }, p("No listener is open, so no device can dial in. Open one:"),
			h(Command, { text: `curl${curlToken()} -X PUT -H 'Content-Type: application/json' -d '{"port":7070}' ${address("api/listeners/default")}` })),
		div({ class: "cards" }, value && value.items.map((one) => h(Listener, { key: one.name, one, only, setOnly,
			onRemove: () => remove(`api/listeners/${encodeURIComponent(one.name)}`).then(reload, setFailed) }))),
		reachesAll() ? h(Rejections, { only, setOnly }) : p({ class: "quiet" }, "Rejections are for tokens that reach all devices."));
}

function Listener({ one, only, setOnly, onRemove }) {
	const denied = why("admin");
	const limits = one.limits || (one.settings && one.settings.limits);
	const timeouts = one.timeouts || (one.settings && one.settings.timeouts);
	return section({ class: "card listener", "aria-label": one.name },
		div({ class: "head" }, h2({ class: "mono" }, one.name), h(Pill, { tone: TONES[one.state] }, one.state.toLowerCase()),
			span({ class: "quiet mono" }, `${one.bind}:${one.port}`)),
		one.failure && p({ class: "fault" }, one.failure),
		h(Facts, { of: [["connections", number(one.connections)],
			["messages", number(one.messages)], ["rejections", number(one.rejections)],
			["protocol", one.protocol ? a({ href: link("protocols", one.protocol) }, one.protocol) : "its own settings"],
			["framing", one.framing.type + (one.framing.maxFrameSize ? `, frames up to ${one.framing.maxFrameSize}` : "")],
			["identifies", setting(one.identify)],
			limits && ["limits", setting(limits)], timeouts && ["timeouts", setting(timeouts)],
			["set up by", one.configured ? "the configuration" : "a caller, at run time"]] }),
		div({ class: "buttons" }, h(Copy, { what: "Copy as nc", text: ncLine(one) }),
			one.rejections > 0 && button({ type: "button", class: "small", "aria-pressed": String(only === one.name), onClick: () => setOnly(only === one.name ? "" : one.name) }, "Its rejections"),
			!one.configured && h(Sure, { what: "Remove", sure: "Close it and its connections", disabled: Boolean(denied), title: denied || undefined, onSure: onRemove })));
}

function Rejections({ only, setOnly }) {
	const { value, error } = usePoll((signal) => get("api/rejections", { listener: only, limit: 50 }, signal), 3000, [only]);
	return section({ class: "card", "aria-label": "Rejections" },
		div({ class: "head" }, h2("Rejections"), span({ class: "quiet" }, "bytes that were no frame, newest first"),
			only && button({ type: "button", class: "small", onClick: () => setOnly("") }, `Of ${only} only: show all`)),
		h(Fault, { error }),
		value && value.items.length === 0 && p({ class: "quiet" }, "None: every byte was part of a frame."),
		value && value.items.map((one, i) => h(Rejection, { key: `${one.connectionId}${one.offset}${i}`, one })));
}

function Rejection({ one }) {
	const first = fromHex(one.hex) || new Uint8Array();
	return div({ class: "rejection" },
		div({ class: "meta" }, span({ class: "at" }, clock(one.at)), h(Pill, { tone: "bad" }, one.reason.replace(/-/g, " ")), span(one.listener),
			one.deviceId ? a({ class: "mono", href: link("devices", one.deviceId) }, one.deviceId) : span({ class: "quiet" }, "no device yet"),
			span({ class: "quiet mono" }, one.remoteAddress)),
		p(one.detail),
		p({ class: "quiet" }, `${plural(one.size, "byte")}, at byte ${number(one.offset)} of what the connection sent${first.length < one.size ? `, the first ${bytes(first.length)} shown` : ""}:`),
		first.length > 0 && aligned(first, one));
}

/** The bytes at their places in the connection's rows of 16; what comes before them in the row was fine. */
function aligned(first, one) {
	return hexDump(first, one.offset, () => true);
}
