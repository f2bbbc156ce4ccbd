// Everything that is said, as it is said: filtered, paused, sampled above what eyes take.
import { classes, h, tags, useEffect, useRef, useState, useSettled } from "./dom.js";
import { caller, fits, reachesAll } from "./api.js";
import { clock, measure, number } from "./format.js";
import { brief, Payload } from "./payload.js";
import { Choice, Facts, Field, Head } from "./parts.js";
import { Rows } from "./rows.js";
import { Tail } from "./tail.js";
import { link } from "./route.js";

const { a, button, div, h2, p, section, span } = tags;

const ROW = 26;

export function Live() {
	const [device, setDevice] = useState("");
	const [kind, setKind] = useState("");
	const [direction, setDirection] = useState("");
	const [text, setText] = useState("");
	const [paused, setPaused] = useState(false);
	const [view, setView] = useState({ items: [], rate: 0, part: 1, total: 0 });
	const [state, setState] = useState("");
	const [chosen, setChosen] = useState(null);
	const [show, setShow] = useState("both");
	const [asked, settledKind] = [useSettled(device.trim(), 400), useSettled(kind.trim(), 400)];
	const tail = useRef(null);
	const mayFollow = reachesAll() || (asked && fits(caller().devices, asked));
	useEffect(() => {
		if (!mayFollow) {
			return undefined;
		}
		tail.current = new Tail({ device: asked, kind: settledKind, direction, events: direction || settledKind ? undefined : true }, setView, setState);
		return () => tail.current.stop();
	}, [asked, settledKind, direction, mayFollow]);
	useEffect(() => tail.current?.filter(text.trim().toLowerCase()), [text, asked, settledKind, direction]);
	useEffect(() => tail.current?.pause(paused), [paused, asked, settledKind, direction]);
	const choose = (message) => setChosen((old) => old && message && old.id === message.id ? null : message);
	return div({ class: "page live" },
		h(Head, { title: "Live" },
			span({ class: "quiet num", role: "status" }, !mayFollow ? "" : state !== "live" && state ? state : `${measure(view.rate)} a second`),
			button({ type: "button", class: "small", "aria-pressed": String(paused), onClick: () => setPaused(!paused) }, paused ? "Resume" : "Pause"),
			button({ type: "button", class: "small", onClick: () => tail.current?.clear() }, "Clear")),
		div({ class: "filters" },
			h(Field, { title: reachesAll() ? "Device" : `Device (${caller().devices})`, value: device, onInput: setDevice, placeholder: "all" }),
			h(Field, { title: "Kind", value: kind, onInput: setKind, placeholder: "all" }),
			h(Field, { title: "Text contains", value: text, onInput: setText, placeholder: "anything" }),
			h(Choice, { name: "Direction", value: direction, onChange: setDirection, options: [["", "Both ways"], ["INBOUND", "From devices"], ["OUTBOUND", "To devices"]] })),
		!mayFollow && p({ class: "notice" }, `Your token is limited to the devices ${caller().devices}: enter one of them to follow it.`),
		view.part < 0.99 && p({ class: "notice warn" }, `${number(Math.round(view.rate))} messages a second are more than eyes take: this is one in ${
			measure(1 / view.part)}. Filter to see all of fewer.`),
		paused && p({ class: "notice" }, `Paused. ${number(view.held || 0)} came since${view.lost ? `, of which the newest ${number(view.items.length)} are kept` : view.part < 0.99 ? ", of which a sample is kept" : ""}.`),
		div({ class: classes("livesplit", chosen && "chosen") },
			h(List, { items: view.items, chosen, choose, setChosen, waiting: mayFollow && view.items.length === 0 }),
			chosen && h(Detail, { message: chosen, show, setShow, close: () => setChosen(null) })));
}

function List({ items, chosen, choose, setChosen, waiting }) {
	const keys = (event) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && items.length) {
			event.preventDefault();
			const at = chosen ? items.findIndex((one) => one.id === chosen.id) : -1;
			const next = Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + step));
			setChosen(items[next]);
			reveal(event.currentTarget.querySelector(".rows"), next);
		}
		else if (event.key === "Escape") {
			setChosen(null);
		}
	};
	const at = chosen ? items.findIndex((one) => one.id === chosen.id) : -1;
	return div({ class: "table tail", onKeyDown: keys },
		waiting && p({ class: "empty" }, "Waiting for the first message. Whatever devices say or are told appears here, newest first."),
		h(Rows, { items, height: ROW, name: "Messages, newest first", anchor: (one) => one.id,
			listbox: (first, end) => ({ tabIndex: 0, "aria-activedescendant": at >= first && at < end ? `m${chosen.id}` : undefined }),
			row: (message) => h(Line, { message, chosen: chosen && chosen.id === message.id, choose }) }));
}

/** Scrolls as little as shows a row. */
function reveal(view, at) {
	view.scrollTop = Math.max((at + 1) * ROW - view.clientHeight, Math.min(at * ROW, view.scrollTop));
}

function Line({ message, chosen, choose }) {
	const event = message.direction === "EVENT";
	return div({ role: "option", id: `m${message.id}`, "aria-selected": String(Boolean(chosen)), class: classes("tailrow", message.direction.toLowerCase()), onClick: () => choose(message) },
		span({ class: "at" }, clock(message.receivedAt)),
		span({ class: "mono device" }, message.deviceId || "–"),
		span({ class: "way" }, event ? "presence" : message.direction === "OUTBOUND" ? "out" : "in"),
		span({ class: "what" }, message.kind && span({ class: "chip" }, message.kind), !event && span({ class: "mono" }, brief(message, 160)),
			event && span({ class: "quiet" }, (message.fields || {}).reason || message.remoteAddress)));
}

function Detail({ message, show, setShow, close }) {
	return section({ class: "card detail", "aria-label": "The chosen message" },
		div({ class: "inline" }, h2("Message"), h(Choice, { name: "Show payload as", value: show, onChange: setShow, options: [["text", "Text"], ["hex", "Hex"], ["both", "Both"]] }),
			button({ type: "button", class: "small", onClick: close }, "Close")),
		h(Facts, { of: [["device", message.deviceId ? a({ class: "mono", href: link("devices", message.deviceId) }, message.deviceId) : "–"],
			["at", clock(message.receivedAt)], ["way", message.direction.toLowerCase()], ["kind", message.kind], ["listener", message.listener],
			["from", span({ class: "mono" }, message.remoteAddress)], ["size", `${number(message.size)} bytes`], ["answered", message.answer && span({ class: "mono" }, message.answer)],
			["id", span({ class: "mono" }, message.id)], ...Object.entries(message.fields || {}).map(([name, value]) => [name, String(value)])] }),
		message.direction !== "EVENT" && h(Payload, { message, show }));
}
