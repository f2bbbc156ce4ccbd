// Webhooks: how far they are, and pausing, replaying and dead letters.
import { h, tags, useRef, useState, usePoll } from "./dom.js";
import { get, post, remove, request, why } from "./api.js";
import { ago, clock, duration, isoMillis, number, plural } from "./format.js";
import { Facts, Fault, Pill, Sure } from "./parts.js";
import { link } from "./route.js";

const { a, button, code, div, form, h2, h3, input, label, li, p, section, span, ul } = tags;

export function Webhooks() {
	const { value, error, reload } = usePoll((signal) => get("api/webhooks", {}, signal), 2500);
	return section({ class: "page", "aria-label": "Webhooks" }, h2("Webhooks"), h(Fault, { error }),
		value && value.items.length === 0 && p({ class: "quiet" }, "None. A webhook posts messages to an address of yours: set ",
			code("wirepost.webhooks.NAME.url"), " in the configuration. docs/webhooks.md says more."),
		div({ class: "cards" }, value && value.items.map((one) => h(Webhook, { key: one.name, one, reload }))));
}

function tone(one) {
	return one.failures > 0 ? ["bad", "failing"] : one.paused ? ["warn", "paused"] : isoMillis(one.lag) > 5000 ? ["warn", "behind"] : ["good", "up to date"];
}

function Webhook({ one, reload }) {
	const [error, setError] = useState(null);
	const path = `api/webhooks/${encodeURIComponent(one.name)}`;
	const denied = why("admin");
	const act = (promise) => promise.then(() => {
		setError(null);
		reload();
	}, setError);
	const [colour, word] = tone(one);
	return section({ class: "card listener", "aria-label": one.name },
		div({ class: "head" }, h3({ class: "mono" }, one.name), h(Pill, { tone: colour }, word)),
		h(Fault, { error }),
		one.failures > 0 && p({ class: "fault" }, `${one.lastError} (attempt ${number(one.failures)}; the next ${one.nextAttemptAt ? `at ${clock(one.nextAttemptAt, false)}` : "soon"})`),
		h(Facts, { of: [["posts to", span({ class: "mono" }, one.url)], ["lag", duration(isoMillis(one.lag))], ["delivered", ago(one.lastDeliveredAt)],
			["messages", `${one.direction ? one.direction.toLowerCase() : "both ways"} of ${one.devices}${one.kinds.length ? `, ${one.kinds.join(", ")}` : ""}`],
			["batches of", number(one.batchSize)], ["when refused", one.onRefused],
			one.replay && ["replay", `${number(one.replay.sent)} sent, ${one.replay.done ? "done" : one.replay.lastError || "running"}`]] }),
		div({ class: "buttons" },
			button({ type: "button", class: "small", disabled: Boolean(denied), title: denied || undefined,
				onClick: () => act(request("POST", `${path}/${one.paused ? "resume" : "pause"}`)) }, one.paused ? "Resume" : "Pause"),
			one.replay && h(Sure, { what: "Remove replay", sure: "Remove it", disabled: Boolean(denied), onSure: () => act(remove(`${path}/replay`)) })),
		!one.replay && h(Replay, { path, act, denied }), h(DeadLetters, { path, act, denied }),
		denied && p({ class: "quiet" }, denied));
}

function Replay({ path, act, denied }) {
	const [from, setFrom] = useState("");
	const id = useRef(`r${Math.random().toString(36).slice(2)}`).current;
	return form({ class: "inline", onSubmit: (event) => {
		event.preventDefault();
		act(post(`${path}/replay`, { from: new Date(from).toISOString() }));
	} }, div({ class: "field" }, label({ for: id }, "Send again from"), input({ id, type: "datetime-local", step: 1, value: from, disabled: Boolean(denied), onInput: (event) => setFrom(event.target.value) })),
		button({ type: "submit", class: "small", disabled: Boolean(denied) || !from }, "Replay"));
}

function DeadLetters({ path, act, denied }) {
	const { value, reload } = usePoll((signal) => get(`${path}/dead-letters`, { limit: 20 }, signal), 10_000, [path]);
	if (!value || value.items.length === 0) {
		return p({ class: "quiet" }, "No dead letters.");
	}
	return div(div({ class: "inline" }, h3(plural(value.items.length, "dead letter")), h(Sure, { what: "Clear", sure: "Forget them", disabled: Boolean(denied),
		onSure: () => act(remove(`${path}/dead-letters`).then(reload)) })),
	ul({ class: "plain" }, value.items.map((one) => li({ key: one.messageId }, span({ class: "at" }, clock(one.at, false)), " ",
		one.deviceId && a({ class: "mono", href: link("devices", one.deviceId) }, one.deviceId), ` ${one.status || ""} ${one.reason}`))));
}
