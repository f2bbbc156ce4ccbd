// The figures of /actuator/prometheus, and what they were in the last minutes.
import { request } from "./api.js";

/** So many samples are kept. */
export const MOST = 150;

export const EVERY = 2000;

/** Samples outlive the page that shows them. */
const samples = [];

/** Prometheus' text as a map of names to lists of {labels, value}; only Wirepost's own. */
export function parse(text) {
	const figures = new Map();
	for (const line of text.split("\n")) {
		const match = /^(wirepost_\w+)(?:\{([^}]*)\})? (\S+)/.exec(line);
		if (match) {
			const labels = {};
			for (const [, name, value] of (match[2] || "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
				labels[name] = value;
			}
			const list = figures.get(match[1]) || [];
			list.push({ labels, value: Number(match[3]) });
			figures.set(match[1], list);
		}
	}
	return figures;
}

export function sum(figures, name, labels = {}) {
	return (figures.get(name) || []).filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
		.reduce((total, one) => total + one.value, 0);
}

export function most(figures, name) {
	return (figures.get(name) || []).reduce((top, one) => Math.max(top, one.value), 0);
}

/** Reads the figures now, and returns all samples, oldest first. */
export async function sample(signal) {
	const response = await request("GET", "actuator/prometheus", { signal, accept: "text/plain" });
	const figures = parse(await response.text());
	const before = samples[samples.length - 1];
	const at = Date.now() / 1000;
	// After a restart the counters begin anew.
	const older = before && sum(figures, "wirepost_journal_messages_total") >= sum(before.figures, "wirepost_journal_messages_total") ? before : null;
	samples.push({ at, figures, ...measured(figures, older, older ? at - older.at : 0) });
	if (before) {
		before.figures = older ? null : before.figures;
	}
	samples.splice(0, samples.length - MOST);
	return [...samples];
}

function measured(figures, before, seconds) {
	const rate = (name, labels) => before && seconds > 0
		? Math.max(0, (sum(figures, name, labels) - sum(before.figures, name, labels)) / seconds) : null;
	const appends = rate("wirepost_journal_append_seconds_count");
	const replies = before ? quantiles(figures, before.figures, "wirepost_delivery_reply_seconds_bucket", [0.5, 0.99]) : [null, null];
	return {
		connections: sum(figures, "wirepost_connections"),
		messagesIn: rate("wirepost_messages_total", { direction: "INBOUND" }),
		messagesOut: rate("wirepost_messages_total", { direction: "OUTBOUND" }),
		replyMiddle: replies[0],
		replySlow: replies[1],
		journalLag: appends > 0 ? rate("wirepost_journal_append_seconds_sum") / appends * 1000 : null,
		inbox: sum(figures, "wirepost_journal_inbox"),
		rejections: rate("wirepost_rejections_total"),
		refused: rate("wirepost_connections_refused_total"),
		overload: sum(figures, "wirepost_overload"),
		pressure: most(figures, "wirepost_pressure") * 100,
		webhookLag: most(figures, "wirepost_webhook_lag_seconds") || most(figures, "wirepost_webhook_lag"),
		writable: figures.has("wirepost_journal_writable") ? sum(figures, "wirepost_journal_writable") === 1 : true,
		queued: sum(figures, "wirepost_deliveries_queued"),
		failed: rate("wirepost_deliveries_total", { outcome: "failed" }),
		timeouts: rate("wirepost_deliveries_total", { outcome: "reply-timeout" }),
	};
}

/** Quantiles of what was measured between two samples, in milliseconds; null for nothing measured. */
export function quantiles(now, before, name, wanted) {
	const counts = (figures) => new Map((figures.get(name) || []).map((one) => [one.labels.le, one.value]));
	const old = counts(before);
	const buckets = [...counts(now)].map(([le, value]) => [le === "+Inf" ? Infinity : Number(le), value - (old.get(le) || 0)])
		.sort((a, b) => a[0] - b[0]);
	const total = buckets.length ? buckets[buckets.length - 1][1] : 0;
	return wanted.map((part) => {
		if (total <= 0) {
			return null;
		}
		const at = buckets.findIndex(([, count]) => count >= part * total);
		return (buckets[at][0] === Infinity ? buckets[at - 1][0] : buckets[at][0]) * 1000;
	});
}
