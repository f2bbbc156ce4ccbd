// What waits for a device, and what it is asked again and again.
import { h, tags, useState, usePoll } from "./dom.js";
import { fits, get, remove, why } from "./api.js";
import { ago, clock, duration, isoMillis, number } from "./format.js";
import { Facts, Fault, Sure } from "./parts.js";

const { div, h2, li, p, section, span, ul } = tags;

export function Queue({ id, queued }) {
	const { value, error, reload } = usePoll((signal) => queued > 0 ? get("api/deliveries", { device: id, status: "QUEUED", limit: 20 }, signal)
		: Promise.resolve({ items: [] }), 4000, [id, queued]);
	const [failed, setFailed] = useState(null);
	const denied = why("send", id);
	return section({ class: "card" }, h2("Queue"), h(Fault, { error: error || failed }),
		queued === 0 && p({ class: "quiet" }, "Nothing waits."),
		ul({ class: "plain" }, value && value.items.map((one) => li({ key: one.id, class: "inline" },
			span(`since ${clock(one.createdAt, false)}, until ${one.expiresAt ? clock(one.expiresAt, false) : "it is sent"}`),
			h(Sure, { what: "Cancel", sure: "Cancel it", disabled: Boolean(denied), title: denied || undefined,
				onSure: () => remove(`api/deliveries/${one.id}`).then(reload, setFailed) })))),
		value && value.items.length < queued && p({ class: "quiet" }, `${number(queued)} in all.`));
}

export function DevicePolls({ device }) {
	const { value } = usePoll((signal) => get("api/polls", {}, signal), 5000);
	const polls = value ? value.items.filter((poll) => poll.tag ? device.tags.includes(poll.tag) : fits(poll.devices, device.id)) : [];
	if (polls.length === 0) {
		return null;
	}
	return section({ class: "card" }, h2("Polls"), polls.map((poll) => div({ key: poll.name },
		h(Facts, { of: [[poll.name, `every ${duration(isoMillis(poll.every))}`], ["asks", Object.values(poll.send).join(" ")],
			["last run", ago(poll.lastRunAt)], ["all devices", `${number(poll.sent)} sent, ${number(poll.replied)} replied, ${number(poll.failed)} failed`]] }))));
}
