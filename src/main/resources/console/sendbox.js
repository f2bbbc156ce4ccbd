// Sends to a device, and says what happened.
import { h, tags, useEffect, useRef, useState } from "./dom.js";
import { address, curlToken, post, why } from "./api.js";
import { fromHex } from "./bytes.js";
import { duration } from "./format.js";
import { Choice, Copy } from "./parts.js";
import { textOf } from "./payload.js";

const { button, div, form, input, label, option, p, select, span, textarea } = tags;

/** Milliseconds that Wirepost may take beside the wait for a reply. */
const PATIENCE = 20_000;

const WAITS = { "1s": 1000, "5s": 5000, "30s": 30_000, "2m": 120_000 };

export function SendBox({ id, device, onSent }) {
	const [message, setMessage] = useState("");
	const [as, setAs] = useState("text");
	const [wait, setWait] = useState("5s");
	const [expiry, setExpiry] = useState("");
	const [busy, setBusy] = useState(false);
	const [outcome, setOutcome] = useState(null);
	const said = useRef([]);
	const back = useRef(-1);
	const box = useRef(null);
	const denied = why("send", id);
	useEffect(() => setOutcome(null), [id]);
	const path = `api/devices/${encodeURIComponent(id)}/messages`;
	const body = () => ({ [as]: message, ...(wait ? { awaitReply: wait } : {}), ...(expiry.trim() ? { expiresIn: expiry.trim() } : {}) });
	const submit = async (event) => {
		event.preventDefault();
		if (busy) {
			return;
		}
		if (as === "hex" && (message.trim() === "" || fromHex(message) === null)) {
			setOutcome({ tone: "bad", text: "Hex is pairs of the digits 0 to 9 and A to F, such as 02 48 49 03." });
			return;
		}
		setBusy(true);
		setOutcome({ tone: "calm", text: wait ? `Sending, and waiting up to ${wait} for the reply.` : "Sending." });
		const begun = performance.now();
		try {
			const { body: delivery } = await post(path, body(), undefined, PATIENCE + (WAITS[wait] || 0));
			setOutcome(told(delivery, performance.now() - begun));
			said.current.unshift(message);
			back.current = -1;
			// What was typed meanwhile stays.
			setMessage((now) => now === message ? "" : now);
			onSent(delivery);
		}
		catch (error) {
			setOutcome({ tone: "bad", text: error.message, errors: error.errors });
			onSent(null);
		}
		setBusy(false);
		box.current?.focus();
	};
	const keys = (event) => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			// An empty message is sent by the button alone.
			if (message === "") {
				event.preventDefault();
				return;
			}
			submit(event);
		}
		else if (event.key === "ArrowUp" && message === (said.current[back.current] || "") && back.current + 1 < said.current.length) {
			back.current += 1;
			setMessage(said.current[back.current]);
			event.preventDefault();
		}
	};
	return form({ class: "sendbox card", onSubmit: submit, "aria-label": "Send to the device" },
		div({ class: "top" }, label({ for: "message" }, "Message"),
			h(Choice, { name: "Message is", value: as, onChange: setAs, options: [["text", "Text"], ["hex", "Hex"]] }),
			span({ class: "quiet keys" }, "Enter sends, Shift+Enter breaks the line")),
		div({ class: "write" },
			textarea({ id: "message", ref: box, rows: Math.min(6, message.split("\n").length), value: message, class: "mono", spellcheck: false,
				placeholder: as === "hex" ? "02 48 49 03" : "", disabled: Boolean(denied),
				onInput: (event) => setMessage(event.target.value), onKeyDown: keys }),
			button({ type: "submit", disabled: busy || Boolean(denied), "aria-busy": busy ? "true" : undefined }, "Send")),
		div({ class: "options" },
			label(span("Reply"), select({ value: wait, onChange: (event) => setWait(event.target.value) },
				[["", "Do not wait"], ["1s", "Wait 1 s"], ["5s", "Wait 5 s"], ["30s", "Wait 30 s"], ["2m", "Wait 2 min"]].map(([value, title]) =>
					option({ key: value, value }, title)))),
			label(span("If away, keep for"), input({ type: "text", value: expiry, placeholder: device && !device.connected ? "10m" : "not kept", class: "short",
				onInput: (event) => setExpiry(event.target.value) })),
			h(Copy, { what: "Copy as curl", text: () => `curl${curlToken()} -H 'Content-Type: application/json' -d '${
				JSON.stringify(body()).replace(/'/g, "'\\''")}' ${address(path)}` })),
		p({ class: `outcome ${outcome ? outcome.tone : "calm"}`, role: "status", "aria-live": "polite" },
			denied || (outcome && [outcome.text, outcome.reply && span({ class: "mono reply" }, textOf(outcome.reply, 200)),
				(outcome.errors || []).map((one) => span({ key: one.field }, ` ${one.field}: ${one.message}.`))])));
}

function told(delivery, millis) {
	switch (delivery.status) {
		case "REPLIED":
			return { tone: "good", text: `Replied after ${duration(millis)}: `, reply: delivery.reply };
		case "WRITTEN":
			return { tone: "good", text: `Written to the socket after ${duration(millis)}.` };
		case "QUEUED":
			return { tone: "warn", text: `The device is away. The message waits until ${new Date(delivery.expiresAt).toLocaleTimeString("en-GB")}.` };
		default:
			return { tone: "bad", text: `${delivery.status.toLowerCase().replace("_", " ")}${delivery.failure ? `: ${delivery.failure}` : ""}.` };
	}
}
