// The devices that are known: search, tag, presence, queue.
import { h, tags, useEffect, useMemo, useRef, useState, usePoll, useSettled } from "./dom.js";
import { get, reaches, reachesAll, caller } from "./api.js";
import { ago, number, plural } from "./format.js";
import { Choice, Fault, Field, Head, Pill } from "./parts.js";
import { FirstDevice } from "./start.js";
import { Rows } from "./rows.js";
import { go, link } from "./route.js";

const { a, button, div, form, p, span } = tags;

const PAGE = 500;

const ROW = 34;

/** As many devices are looked through for a search. */
const MOST = 20_000;

export function Devices() {
	return reachesAll() ? h(All) : h(ByName);
}

/** A caller that is limited to some devices gets no list: it says which device it means. */
function ByName() {
	const [id, setId] = useState("");
	const [fault, setFault] = useState(null);
	const open = (event) => {
		event.preventDefault();
		if (!reaches(id.trim())) {
			setFault(`Your token reaches the devices ${caller().devices}.`);
			return;
		}
		go("devices", id.trim());
	};
	return div(h(Head, { title: "Devices" }),
		div({ class: "card narrow" },
			p(`Your token is limited to the devices ${caller().devices}, and a list of all devices is for those who reach all. Open one by its name.`),
			form({ onSubmit: open, class: "inline" }, h(Field, { title: "Device", value: id, onInput: setId, placeholder: caller().devices.replace("*", "1") }),
				button({ type: "submit" }, "Open")), fault && p({ class: "fault", role: "alert" }, fault)));
}

function All() {
	const [search, setSearch] = useState("");
	const [tag, setTag] = useState("");
	const [presence, setPresence] = useState("all");
	const settledTag = useSettled(tag.trim(), 300);
	const filter = { tag: settledTag, connected: presence === "all" ? undefined : presence === "connected" };
	const [pages, setPages] = useState(1);
	const wanted = useSettled(search.trim().toLowerCase(), 250);
	useEffect(() => setPages(1), [settledTag, presence]);
	const { value, error } = usePoll((signal) => read(filter, wanted ? MOST / PAGE : pages, signal, wanted), wanted ? 8000 : 2000 + pages * 1000,
		[settledTag, presence, pages, Boolean(wanted)]);
	const shown = useMemo(() => value ? value.items.filter((device) => device.id.toLowerCase().includes(wanted)) : [], [value, wanted]);
	const nothing = value && value.items.length === 0 && !settledTag && presence === "all";
	return div({ class: "page" },
		h(Head, { title: "Devices" }, value && span({ class: "quiet" }, wanted ? `${number(shown.length)} of ${number(value.items.length)} looked through`
			: `${number(shown.length)}${value.next ? " first" : ""}`)),
		h(Fault, { error }),
		nothing ? h(FirstDevice) : div({ class: "page" },
			div({ class: "filters" },
				h(Field, { title: "Search", value: search, onInput: setSearch, placeholder: "part of an id" }),
				h(Field, { title: "Tag", value: tag, onInput: setTag, placeholder: "floor-3" }),
				h(Choice, { name: "Presence", value: presence, onChange: setPresence, options: [["all", "All"], ["connected", "Connected"], ["away", "Away"]] })),
			value && (shown.length === 0 ? p({ class: "empty" }, "No device fits. Change the search, the tag or the presence.")
				: h(List, { items: shown })),
			value && value.next && !wanted && button({ type: "button", class: "secondary", onClick: () => setPages(pages + 1) }, `Show ${PAGE} more`),
			value && value.next && wanted && p({ class: "quiet" }, `Only the first ${number(MOST)} devices were looked through. Narrow them by a tag.`)));
}

async function read(filter, pages, signal, wanted) {
	const items = [];
	let cursor = null;
	for (let i = 0; i < pages; i++) {
		const page = await get("api/devices", { ...filter, limit: wanted || pages > 1 ? PAGE : 200, cursor }, signal);
		items.push(...page.items);
		cursor = page.next;
		if (!cursor) {
			break;
		}
	}
	return { items, next: cursor };
}

function List({ items }) {
	const now = Date.now();
	const last = useRef(null);
	return div({ class: "table devices", role: "table", "aria-label": "Devices", "aria-rowcount": items.length + 1, ref: last },
		div({ role: "rowgroup" }, div({ role: "row", class: "row headrow" }, ["Device", "Presence", "Last seen", "Queue", "Tags", "From"].map((name) =>
			span({ key: name, role: "columnheader" }, name)))),
		h(Rows, { items, height: ROW, role: "rowgroup", name: "Devices", row: (device, at) => h(DeviceRow, { device, at, now }) }));
}

function DeviceRow({ device, at, now }) {
	const connection = device.connections[0];
	return div({ role: "row", class: "row", "aria-rowindex": at + 2 },
		span({ role: "cell" }, a({ class: "mono", href: link("devices", device.id) }, device.id)),
		span({ role: "cell" }, h(Pill, { tone: device.connected ? "good" : "calm" }, device.connected ? "Connected" : "Away")),
		span({ role: "cell", class: "num" }, ago(device.lastSeenAt, now)),
		span({ role: "cell", class: "num" }, device.queued ? plural(device.queued, "message") : "–"),
		span({ role: "cell" }, device.tags.map((one) => span({ key: one, class: "chip" }, one))),
		span({ role: "cell", class: "mono quiet" }, connection ? connection.remoteAddress
			: device.endpoint ? `${device.endpoint.host}:${device.endpoint.port}` : "–"));
}
