// How it goes: what is wrong comes first, then live charts.
import { Fragment, classes, h, tags, usePoll } from "./dom.js";
import { get, reachesAll } from "./api.js";
import { Chart } from "./chart.js";
import { duration, measure, number, plural } from "./format.js";
import { EVERY, sample } from "./metrics.js";
import { troubles } from "./trouble.js";
import { Fault, Head, Pill } from "./parts.js";
import { FirstDevice } from "./start.js";
import { link } from "./route.js";

const { a, div, p, section, span, strong, table, tbody, td, th, thead, tr, ul, li } = tags;

export function Overview() {
	const figures = usePoll(sample, EVERY);
	const listeners = usePoll((signal) => get("api/listeners", {}, signal), 4000);
	const webhooks = usePoll((signal) => reachesAll() ? get("api/webhooks", {}, signal) : Promise.resolve({ items: [] }), 4000);
	const devices = usePoll((signal) => reachesAll() ? get("api/devices", { limit: 1 }, signal) : Promise.resolve(null), 3000);
	const samples = figures.value || [];
	const now = samples[samples.length - 1];
	const away = figures.error && figures.error.status === 404;
	const found = troubles({ now: away ? null : now, listeners: listeners.value?.items, webhooks: webhooks.value?.items });
	const isEmpty = devices.value && devices.value.items.length === 0;
	return div({ class: "page" },
		h(Head, { title: "Overview" }, listeners.value && span({ class: "quiet" }, open(listeners.value.items))),
		figures.error && !away && h(Fault, { error: figures.error }),
		(now || away) && h(Troubles, { found }),
		isEmpty && h(FirstDevice),
		away ? h(Elsewhere, { listeners: listeners.value?.items || [] }) : now && h(Charts, { samples, now }),
		!away && now && listeners.value && listeners.value.items.length > 0 && h(Ports, { listeners: listeners.value.items }));
}

function Ports({ listeners }) {
	return div({ class: "scroll-x", tabIndex: 0, role: "region", "aria-label": "Listeners now" }, table({ class: "plain-table" },
		thead(tr(["Listener", "Port", "Speaks", "State", "Connections", "Messages", "Rejections"].map((name, i) => th({ key: name, scope: "col", class: i > 3 ? "num" : "" }, name)))),
		tbody(listeners.map((one) => tr({ key: one.name }, td({ class: "mono" }, one.name), td({ class: "mono" }, `${one.bind}:${one.port}`),
			td(one.protocol || one.framing.type), td(h(Pill, { tone: one.state === "LISTENING" ? "good" : "bad" }, one.state.toLowerCase())),
			td({ class: "num" }, number(one.connections)), td({ class: "num" }, number(one.messages)), td({ class: "num" }, number(one.rejections)))))));
}

function open(items) {
	return `${plural(items.filter((one) => one.state === "LISTENING").length, "listener")} open`;
}

function Troubles({ found }) {
	if (found.length === 0) {
		return p({ class: "allgood", role: "status" }, span({ class: "dot good" }, "Nothing is wrong."));
	}
	return section({ class: "troubles", "aria-label": "What is wrong" }, ul(found.map((one) => li({ key: one.what, class: classes("trouble", one.tone) },
		strong(one.what), " ", span(one.todo), one.page && h(Fragment, null, " ", a({ href: link(one.page) }, "Look"))))));
}

function Charts({ samples, now }) {
	const times = samples.map((one) => one.at);
	const line = (name, key, color, fill) => ({ name, color, fill, values: samples.map((one) => one[key]) });
	const last = (key) => {
		const one = samples.findLast((each) => each[key] !== null && each[key] !== undefined);
		return one ? one[key] : null;
	};
	const millis = (value) => value === null ? "–" : duration(value);
	return div({ class: "charts" },
		h(Chart, { title: "Messages a second", value: `${measure(now.messagesIn)} · ${measure(now.messagesOut)}`, times,
			lines: [line("in", "messagesIn", "in", true), line("out", "messagesOut", "out")] }),
		h(Chart, { title: "Connections", value: number(now.connections), times, lines: [line("open", "connections", "in", true)], detail: "open now" }),
		h(Chart, { title: "Reply times", value: now.replyMiddle === null ? `${millis(last("replyMiddle"))}` : `${millis(now.replyMiddle)}`, times,
			lines: [line("half", "replyMiddle", "in"), line("99 of 100, in ms", "replySlow", "out")] }),
		h(Chart, { title: "Journal lag", value: millis(last("journalLag")), times, lines: [line("ms", "journalLag", "in", true)],
			detail: `until durable; ${number(now.inbox)} wait` }),
		h(Chart, { title: "Rejections a second", value: measure(now.rejections), tone: now.rejections > 0 ? "warn" : "", times,
			lines: [line("frames", "rejections", "bad"), line("refused connections", "refused", "out")] }),
		h(Chart, { title: "Pressure", value: `${measure(now.pressure)} %`, tone: now.overload > 0 ? "bad" : "", times, lines: [line("%", "pressure", "in", true)],
			detail: now.overload > 0 ? `overload, level ${now.overload}` : "nothing is shed" }),
		h(Chart, { title: "Webhooks' lag", value: duration(now.webhookLag * 1000), times, lines: [line("s", "webhookLag", "in", true)], detail: "the slowest, in s" }),
		h(Chart, { title: "Waiting for devices", value: number(now.queued), times, lines: [line("messages", "queued", "out", true)], detail: "messages queued" }));
}

/** Metrics are on the management port: what the API tells. */
function Elsewhere({ listeners }) {
	return section({ class: "card" },
		p("Metrics are not served on this port (management.server.port), so there are no charts. What the API tells:"),
		ul(listeners.map((one) => li({ key: one.name }, `${one.name}: ${plural(one.connections, "connection")}, ${plural(one.messages, "message")} and ${
			plural(one.rejections, "rejection")} since the start`))));
}
