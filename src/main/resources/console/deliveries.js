// What became of messages to devices, and the webhooks that messages are posted to.
import { h, tags, useState, usePoll, useSettled } from "./dom.js";
import { caller, can, get, reaches, reachesAll, remove, why } from "./api.js";
import { clock, duration } from "./format.js";
import { textOf } from "./payload.js";
import { Fault, Field, Head, Pill, Sure } from "./parts.js";
import { Webhooks } from "./webhooks.js";
import { curlLine } from "./start.js";
import { Command } from "./parts.js";
import { link } from "./route.js";

const { a, caption, div, label, option, p, section, select, span, table, tbody, td, th, thead, tr, button } = tags;

const STATES = ["QUEUED", "WRITTEN", "REPLIED", "REPLY_TIMEOUT", "EXPIRED", "CANCELLED", "FAILED"];

const TONES = { QUEUED: "warn", WRITTEN: "good", REPLIED: "good", REPLY_TIMEOUT: "bad", EXPIRED: "bad", CANCELLED: "calm", FAILED: "bad" };

export function Deliveries() {
	const [status, setStatus] = useState("");
	const [device, setDevice] = useState("");
	const [limit, setLimit] = useState(50);
	const asked = useSettled(device.trim(), 400);
	const may = reachesAll() || (asked && reaches(asked));
	const { value, error, reload } = usePoll((signal) => may ? get("api/deliveries", { status, device: asked, limit }, signal) : Promise.resolve({ items: [] }),
		2500, [status, asked, limit, may]);
	const [failed, setFailed] = useState(null);
	return div({ class: "page" }, h(Head, { title: "Deliveries" }),
		div({ class: "filters" },
			div({ class: "field" }, label({ for: "status" }, "Outcome"), select({ id: "status", value: status, onChange: (event) => setStatus(event.target.value) },
				option({ value: "" }, "Any"), STATES.map((one) => option({ key: one, value: one }, words(one))))),
			h(Field, { title: "Device", value: device, onInput: setDevice, placeholder: caller().devices === "*" ? "all" : caller().devices })),
		!may && p({ class: "notice" }, `Your token is limited to the devices ${caller().devices}: enter one of them.`),
		h(Fault, { error: error || failed }),
		value && may && (value.items.length === 0 ? section({ class: "card first" },
			p(status || asked ? "No delivery fits." : "Nothing was sent yet. Send from a device's page, or:"),
			!status && !asked && h(Command, { text: curlLine("DEVICE") })) : h(Table, { items: value.items, onCancel: (id) => remove(`api/deliveries/${id}`).then(reload, setFailed) })),
		value && value.next && limit < 500 && button({ type: "button", class: "secondary", onClick: () => setLimit(Math.min(500, limit * 3)) }, "Show more"),
		reachesAll() && can("read") && h(Webhooks));
}

function words(state) {
	return state.toLowerCase().replace(/_/g, " ");
}

function Table({ items, onCancel }) {
	return div({ class: "scroll-x", tabIndex: 0, role: "region", "aria-label": "Deliveries, newest first" }, table({ class: "plain-table" },
		caption({ class: "offscreen" }, "Deliveries"),
		thead(tr(["Device", "Outcome", "Created", "Took", "Reply, or why not", ""].map((name) => name ? th({ key: name, scope: "col", class: name === "Took" ? "num" : "" }, name) : td({ key: "x" })))),
		tbody(items.map((one) => h(Row, { key: one.id, one, onCancel })))));
}

function Row({ one, onCancel }) {
	const end = one.reply ? one.reply.receivedAt : one.writtenAt;
	const denied = one.deviceId ? why("send", one.deviceId) : why("send");
	return tr(td(one.deviceId ? a({ class: "mono", href: link("devices", one.deviceId) }, one.deviceId) : span({ class: "quiet" }, "a connection")),
		td(h(Pill, { tone: TONES[one.status] }, words(one.status))), td({ class: "at" }, clock(one.createdAt)),
		td({ class: "num" }, end ? duration(new Date(end) - new Date(one.createdAt)) : one.expiresAt ? `until ${clock(one.expiresAt, false)}` : "–"),
		td({ class: "break" }, one.reply ? span({ class: "mono" }, textOf(one.reply, 120)) : one.failure || ""),
		td(one.status === "QUEUED" && h(Sure, { what: "Cancel", sure: "Cancel it", disabled: Boolean(denied), title: denied || undefined, onSure: () => onCancel(one.id) })));
}
