// One device: what was said both ways, and what can be done.
import { classes, h, tags, useState, usePoll } from "./dom.js";
import { address, caller, get, reachesAll, remove, why } from "./api.js";
import { ago, bytes, clock, number, plural, setting } from "./format.js";
import { Choice, Copy, Facts, Fault, Head, Pill, Sure } from "./parts.js";
import { SendBox } from "./sendbox.js";
import { Timeline } from "./timeline.js";
import { Queue, DevicePolls } from "./queue.js";
import { curlLine, ncLine } from "./start.js";
import { configurationOf } from "./yaml.js";
import { link } from "./route.js";

const { a, aside, div, h2, li, p, section, span, ul } = tags;

export function Device({ rest: id }) {
	const path = `api/devices/${encodeURIComponent(id)}`;
	const { value: device, error, reload } = usePoll((signal) => get(path, {}, signal), 2000, [id]);
	const [show, setShow] = useState("text");
	const [focused, setFocused] = useState(null);
	if (error && error.status === 404) {
		return div(h(Head, { title: id, mono: true }), p({ class: "notice" }, "There is no such device. It appears once it has said who it is, or once it is configured."),
			p(a({ href: link("devices") }, "All devices")));
	}
	return div({ class: "page device" },
		h(Head, { title: id, mono: true },
			device && h(Pill, { tone: device.connected ? "good" : "calm" }, device.connected ? "Connected" : "Away"),
			device && span({ class: "quiet" }, device.connected ? `last seen ${ago(device.lastSeenAt)}` : device.lastSeenAt ? `last seen ${ago(device.lastSeenAt)}` : "never seen"),
			device && device.tags.map((one) => span({ key: one, class: "chip" }, one)),
			h(Choice, { name: "Show payloads as", value: show, onChange: setShow, options: [["text", "Text"], ["hex", "Hex"], ["both", "Both"]] })),
		h(Fault, { error }),
		div({ class: "split" },
			div({ class: "talk" }, h(Timeline, { id, show, focused }),
				h(SendBox, { id, device, onSent: (delivery) => {
					setFocused(delivery && delivery.id);
					reload();
				} })),
			aside({ class: "beside", "aria-label": "About the device" },
				device && h(Connections, { device, reload }),
				device && h(Queue, { id, queued: device.queued }),
				device && reachesAll() && h(DevicePolls, { device }),
				device && h(About, { device }))));
}

function Connections({ device, reload }) {
	const [error, setError] = useState(null);
	const denied = why("admin");
	const close = (id) => remove(`api/connections/${id}`).then(reload, setError);
	return section({ class: "card" }, h2(device.connections.length === 1 ? "Connection" : "Connections"), h(Fault, { error }),
		device.connections.length === 0 && p({ class: "quiet" }, device.endpoint ? "Wirepost dials it when there is something to send."
			: "Not connected. A message with an expiry waits until it is."),
		ul({ class: "plain" }, device.connections.map((one) => li({ key: one.id },
			h(Facts, { of: [["from", span({ class: "mono" }, one.remoteAddress)],
				[one.listener ? "listener" : "endpoint", one.listener || one.endpoint],
				["open since", clock(one.openedAt, false)],
				["in", `${plural(one.messagesIn, "message")}, ${bytes(one.bytesIn)}`],
				["out", `${plural(one.messagesOut, "message")}, ${bytes(one.bytesOut)}`],
				one.pendingBytes > 0 && ["not yet written", bytes(one.pendingBytes)],
				one.tls && ["TLS", `${one.tls.protocol}${one.tls.subject ? `, ${one.tls.subject}` : ""}`]] }),
			h(Sure, { what: "Disconnect", sure: "Close the connection", disabled: Boolean(denied), title: denied || undefined, onSure: () => close(one.id) }),
			denied && span({ class: classes("quiet", "reason") }, denied)))));
}

function About({ device }) {
	const { value } = usePoll((signal) => get("api/listeners", {}, signal), 0, []);
	const listener = value && device.connections[0] && value.items.find((one) => one.name === device.connections[0].listener);
	return section({ class: "card" }, h2("Device"),
		h(Facts, { of: [["known since", device.createdAt ? clock(device.createdAt, false) : "–"],
			["set up by", device.configured ? "the configuration" : "itself, or a caller"],
			device.endpoint && ["endpoint", `${device.endpoint.host}:${device.endpoint.port}`],
			device.reply && ["reply", setting(device.reply)], ["queue", device.queued ? number(device.queued) : "empty"]] }),
		div({ class: "buttons" },
			h(Copy, { what: "Copy as curl", text: () => curlLine(device.id) }),
			listener && h(Copy, { what: "Copy as nc", text: () => ncLine(listener, device.id) }),
			h(Copy, { what: "Copy as configuration", text: () => configurationOf(device) }),
			caller().open && a({ class: "small", href: address(`api/devices/${encodeURIComponent(device.id)}/messages`, { limit: 50 }), target: "_blank", rel: "noreferrer" }, "JSON")));
}
