// What a device said and was told, in the order of the journal, with the time between.
import { classes, h, tags, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./dom.js";
import { get } from "./api.js";
import { follow, parse } from "./stream.js";
import { clock, duration, number, plural } from "./format.js";
import { Fault } from "./parts.js";
import { Payload } from "./payload.js";
import { fromHex, toHex } from "./bytes.js";
import { reasonOf } from "./reasons.js";

const { button, div, li, ol, p, section, span, time } = tags;

/** So many are kept while none older are asked for, and at most; what is dropped can be read again. */
const MOST = 300;
const MOST_READ_BACK = 3000;

const PAGE = 100;

/** A silence of so long is shown. */
const GAP = 10_000;

/** Times a second that new messages are shown. */
const RATE = 5;

export function Timeline({ id, show, focused }) {
	const [items, setItems] = useState(null);
	const [more, setMore] = useState(false);
	const [state, setState] = useState("");
	const [error, setError] = useState(null);
	const list = useRef(null);
	const atEnd = useRef(true);
	const room = useRef(MOST);
	const path = `api/devices/${encodeURIComponent(id)}/messages`;
	useEffect(() => {
		const stop = new AbortController();
		let waiting = [];
		let timer = 0;
		let retry = 0;
		const flush = () => {
			timer = 0;
			const fresh = waiting.slice(-MOST).map((event) => JSON.parse(parse(event).data));
			waiting = [];
			setItems((old) => {
				const all = [...old, ...fresh];
				if (all.length > room.current) {
					setMore(true);
				}
				return all.slice(-room.current);
			});
		};
		const begin = () => get(path, { limit: PAGE, events: true, order: "desc" }, stop.signal).then((page) => {
			setError(null);
			setItems(page.items.reverse());
			setMore(Boolean(page.next));
			const last = page.items[page.items.length - 1];
			follow({ device: id, events: true, after: last ? last.id : "00000000-0000-7000-8000-000000000000" }, (events) => {
				waiting.push(...events);
				waiting = waiting.slice(-MOST);
				timer = timer || setTimeout(flush, 1000 / RATE);
			}, setState, stop.signal);
		}).catch((failure) => {
			if (!stop.signal.aborted) {
				setError(failure);
				if (failure.status === 0 || failure.status >= 500) {
					retry = setTimeout(begin, 3000);
				}
			}
		});
		begin();
		return () => {
			stop.abort();
			clearTimeout(timer);
			clearTimeout(retry);
		};
	}, [id]);
	useLayoutEffect(() => {
		if (list.current && atEnd.current) {
			list.current.scrollTop = list.current.scrollHeight;
		}
	}, [items, show, focused]);
	const rows = useMemo(() => items ? joined(items) : [], [items]);
	const older = async () => {
		atEnd.current = false;
		room.current = Math.min(MOST_READ_BACK, Math.max(room.current, items.length) + PAGE);
		try {
			const { found, next } = await before(path, items);
			setItems((now) => [...found.filter((one) => !now.some((other) => other.id === one.id)), ...now]);
			setMore(next);
			setError(null);
		}
		catch (failure) {
			setError(failure);
		}
	};
	return section({ class: "timeline card", "aria-label": "Timeline" },
		div({ class: "bar quiet" }, span(items ? plural(rows.filter((row) => row.message).length, "message") : "Loading"),
			span({ class: classes("dot", state === "live" && "good") }, state === "live" ? "Live" : state)),
		h(Fault, { error }),
		div({ class: "scroll", ref: list, tabIndex: 0, role: "group", "aria-label": "Messages, oldest first",
			onScroll: () => {
				const box = list.current;
				atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
			} },
			more && button({ type: "button", class: "small", onClick: older }, "Older messages"),
			items && items.length === 0 && p({ class: "empty" }, "Nothing was said yet. What comes appears here at once; send something below."),
			ol({ class: "messages" }, rows.map((row) => row.gap !== undefined ? li({ key: `gap${row.key}`, class: "gap" }, duration(row.gap))
				: row.event ? h(Event, { key: row.key, event: row.event }) : h(Message, { key: row.key, row, show, focused })))));
}

/** The messages before those that are shown, oldest first, and whether there are more before these. */
async function before(path, items) {
	// Those of the same millisecond come again.
	const to = items.length ? new Date(Date.parse(items[0].receivedAt) + 1).toISOString() : undefined;
	const known = new Set(items.map((one) => one.id));
	const found = [];
	let cursor;
	do {
		const page = await get(path, { limit: PAGE, events: true, order: "desc", to, cursor });
		found.push(...page.items.filter((one) => !known.has(one.id)));
		cursor = page.next;
	} while (cursor && found.length < PAGE);
	return { found: found.reverse(), next: Boolean(cursor) };
}

/** Messages as rows: gaps between them, replies joined with their requests. */
export function joined(items) {
	const rows = [];
	const requests = new Map();
	let before = null;
	for (const item of items) {
		const at = new Date(item.receivedAt).getTime();
		if (before !== null && at - before >= GAP) {
			rows.push({ key: item.id, gap: at - before });
		}
		const since = before === null ? null : at - before;
		before = at;
		if (item.direction === "EVENT") {
			rows.push({ key: item.id, event: item });
			continue;
		}
		const row = { key: item.id, message: item, at, since };
		if (item.deliveryId && item.direction === "OUTBOUND") {
			requests.set(item.deliveryId, row);
		}
		else if (item.deliveryId && requests.has(item.deliveryId)) {
			const request = requests.get(item.deliveryId);
			row.after = at - request.at;
			request.replied = row.after;
		}
		rows.push(row);
	}
	return rows;
}

function Event({ event }) {
	const fields = event.fields || {};
	return li({ class: classes("event", event.kind) }, span({ class: "mark", "aria-hidden": "true" }),
		time({ class: "at", dateTime: event.receivedAt }, clock(event.receivedAt)),
		span(event.kind === "connected" ? `Connected from ${fields.remoteAddress || event.remoteAddress}` : reasonOf(event.kind, fields.reason)));
}

function Message({ row, show, focused }) {
	const { message } = row;
	const out = message.direction === "OUTBOUND";
	const fields = Object.entries(message.fields || {});
	return li({ class: classes("message", out ? "out" : "in", row.after !== undefined && "reply", message.deliveryId && message.deliveryId === focused && "focused") },
		span({ class: "way" }, out ? "out" : "in"),
		time({ class: "at", dateTime: message.receivedAt }, clock(message.receivedAt)),
		span({ class: "since", title: "since the message before" }, row.since === null ? "" : `+${duration(Math.max(0, row.since))}`),
		div({ class: "body" }, h(Payload, { message, show }),
			fields.length > 0 && div({ class: "fields" }, fields.map(([name, value]) =>
				span({ key: name }, span({ class: "name" }, name), span({ class: "mono" }, typeof value === "object" ? JSON.stringify(value) : String(value))))),
			message.answer && div({ class: "answer" }, span({ class: "name" }, "answered"), span({ class: "mono" }, toHex(fromHex(message.answer) || [], " ")))),
		div({ class: "notes" },
			row.after !== undefined && span({ class: "joined" }, `reply after ${duration(row.after)}`),
			row.replied !== undefined && span({ class: "joined" }, `replied in ${duration(row.replied)}`),
			message.deliveryId && !out && row.after === undefined && span({ class: "joined" }, "reply to an earlier message"),
			message.kind && span({ class: "chip kind" }, message.kind),
			span({ class: "quiet" }, `${number(message.size)} B`)));
}
