// The workbench: bytes, a protocol beside them, and the frames it makes of them.
import { classes, h, tags, useEffect, useMemo, useRef, useState, usePoll, useSettled } from "./dom.js";
import { can, get, post, put, remove, why } from "./api.js";
import { Fault, Head, Copy, Sure } from "./parts.js";
import { BytesBox, chunksOf } from "./bytesbox.js";
import { Editor, faultsOf } from "./editor.js";
import { Examples } from "./examples.js";
import { Frames } from "./frames.js";
import { yaml } from "./yaml.js";
import { fromHex, fromText, toHex } from "./bytes.js";
import { go } from "./route.js";

const { button, div, form, input, label, option, p, section, select, span } = tags;

const FIRST = "gt06";

const BLANK = { description: "What it is", charset: "UTF-8", framing: { type: "line" }, rules: [], examples: [] };

/** Does not wait for the list: it takes a while when all protocols are read for the first time. */
export function Protocols({ rest }) {
	const { value: list, error, reload } = usePoll((signal) => get("api/protocols", {}, signal), 0);
	const name = rest || FIRST;
	const items = list ? list.items : [];
	return div({ class: "page" },
		h(Head, { title: "Protocols" }, h(Chooser, { items, name }),
			!list && !error && span({ class: "quiet", "aria-busy": "true" }, "Reading the others")),
		h(Fault, { error }),
		h(Workbench, { key: name, name, known: items.find((one) => one.name === name), reload }));
}

function Chooser({ items, name }) {
	return div({ class: "inline choose" }, label({ for: "protocol" }, "Protocol"),
		select({ id: "protocol", value: name, onChange: (event) => go("protocols", event.target.value) },
			!items.some((one) => one.name === name) && option({ value: name }, name),
			items.map((one) => option({ key: one.name, value: one.name }, `${one.name}${one.source === "shipped" ? "" : ` (${one.source})`}`))));
}

function Workbench({ name, known, reload }) {
	const { value: whole, error } = usePoll((signal) => get(`api/protocols/${encodeURIComponent(name)}`, {}, signal), 0, [name]);
	const [text, setText] = useState("");
	const [bytes, setBytes] = useState("");
	const [mode, setMode] = useState("auto");
	const [tried, setTried] = useState(null);
	const [failure, setFailure] = useState(null);
	const box = useRef(null);
	useEffect(() => {
		if (whole) {
			setText(JSON.stringify(whole.settings || BLANK, null, 2));
		}
	}, [whole]);
	const parsed = useMemo(() => parse(text), [text]);
	const chunks = useMemo(() => chunksOf(bytes, mode), [bytes, mode]);
	const settled = useSettled(`${text} ${bytes} ${mode}`, 300);
	const denied = can("admin") ? null : why("admin");
	const ready = !denied && parsed.value && chunks.value && chunks.value.length > 0;
	const attempt = async (signal) => {
		try {
			const { body } = await post("api/protocols/try", { protocol: parsed.value, chunks: chunks.value.map((one) => toHex(one)) }, signal);
			setTried(body);
			setFailure(null);
		}
		catch (error) {
			if (!signal || !signal.aborted) {
				setFailure(error);
				setTried(null);
			}
		}
	};
	useEffect(() => {
		const stop = new AbortController();
		if (ready) {
			attempt(stop.signal);
		}
		else {
			setTried(null);
			setFailure(null);
		}
		return () => stop.abort();
	}, [settled]);
	const faults = parsed.fault ? [parsed.fault] : failure ? faultsOf(failure, text, parsed.value) : [];
	return div({ class: "workbench" },
		div({ class: "col" },
			h(Fault, { error }), denied && p({ class: "notice" }, `${denied} You can read protocols, but not try them.`),
			section({ class: "card" },
				h(BytesBox, { hint: firstOf(parsed.value), bytes, setBytes, mode, setMode, chunks, tried, onTry: () => ready && attempt(), disabled: Boolean(denied), box }),
				failure && failure.errors.length === 0 && p({ class: "fault", role: "alert" }, failure.message)),
			section({ class: "card" }, h(Frames, { tried, waits: faults.length > 0 ? "The definition has a fault: it is marked beside." : null }))),
		div({ class: "col" },
			section({ class: "card" }, h(Editor, { text, setText, faults, disabled: Boolean(denied),
				beside: h(Tools, { name, known, value: parsed.value, reload }) })),
			section({ class: "card" }, h(Examples, { protocol: parsed.value, settled: useSettled(text, 300), disabled: Boolean(denied) || faults.length > 0,
				onUse: (example) => {
					setMode("hex");
					setBytes([].concat(example.in).map(inHex).join("\n"));
				} }))));
}

/** An example's bytes are hex, or text with escapes. */
function inHex(written) {
	return toHex(/^(\s*[0-9a-f]{2})*\s*$/i.test(written) ? fromHex(written) : fromText(written), " ");
}

/** The bytes of the first example, to show what may be entered. */
function firstOf(protocol) {
	const example = protocol && Array.isArray(protocol.examples) && protocol.examples[0];
	return example && example.in ? [].concat(example.in).join("\n") : "78 78 0D 01 …";
}

/** JSON, or a fault with its place. */
export function parse(text) {
	try {
		return { value: text.trim() ? JSON.parse(text) : null };
	}
	catch (error) {
		const at = Number((/position (\d+)/.exec(error.message) || [])[1] ?? text.length);
		const line = text.slice(0, at).split("\n").length;
		return { fault: { field: "JSON", message: error.message.replace(/ in JSON.*/, ""), line, from: at, to: at + 1 } };
	}
}

function Tools({ name, known, value, reload }) {
	const [typed, setTyped] = useState(null);
	const [said, setSaid] = useState(null);
	const denied = why("admin");
	const as = typed ?? (known && known.source === "run-time" ? name : `my-${name}`);
	const save = async (event) => {
		event.preventDefault();
		try {
			await put(`api/protocols/${encodeURIComponent(as)}`, value);
			setSaid({ tone: "good", text: `Saved as ${as}: a listener may say protocol: ${as}.${as === name && known && known.source === "shipped"
				? " It takes the place of the one that comes with Wirepost, until it is deleted." : ""}` });
			reload();
		}
		catch (error) {
			setSaid({ tone: "bad", text: [error.message, ...error.errors.map((one) => `${one.field}: ${one.message}`),
				...(error.problem.failures || []).map((one) => `Example ${one.name || one.example}: ${one.message || one.what || ""}`)].join(" ") });
		}
	};
	return form({ class: "inline save", onSubmit: save },
		label({ for: "saveas", class: "quiet" }, "Save as"), input({ id: "saveas", class: "short mono", value: as, disabled: Boolean(denied), onInput: (event) => setTyped(event.target.value) }),
		button({ type: "submit", class: "small", disabled: Boolean(denied) || !value || !as.trim(), title: denied || undefined }, "Save"),
		h(Copy, { what: "Copy as a file", text: () => value ? yaml(value) : "" }),
		known && known.source === "run-time" && h(Sure, { what: "Delete", sure: `Delete ${name}`, disabled: Boolean(denied),
			onSure: () => remove(`api/protocols/${encodeURIComponent(name)}`).then(() => {
				reload();
				go("protocols");
			}, (error) => setSaid({ tone: "bad", text: error.message })) }),
		span({ class: classes("outcome", said && said.tone), role: "status" }, said && said.text));
}
