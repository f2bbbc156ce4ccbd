// Bytes to try: typed as hex or text, or dropped as a file; cut into the reads of a connection.
import { classes, h, tags, useState } from "./dom.js";
import { fromDump, fromHex, fromText, looksLikeHex, toHex } from "./bytes.js";
import { plural } from "./format.js";
import { Choice } from "./parts.js";
import { payloadOf } from "./pcap.js";

const { button, div, input, label, p, span, textarea } = tags;

/** As many bytes of the ribbon are buttons. */
const RIBBON = 512;

/** As many bytes of a file are tried. */
const MOST = 32 * 1024;

/**
 * What was typed, as chunks: a new line or | is a cut, as where one read ends and the next begins.
 * @returns {value, isHex} or {fault}
 */
export function chunksOf(text, mode) {
	const dump = mode === "text" ? null : fromDump(text);
	if (dump) {
		return { value: [dump], isHex: true };
	}
	const isHex = mode === "hex" || (mode === "auto" && looksLikeHex(text));
	const lines = text.split(isHex ? /[\n|]/ : /\n|¦/).filter((line) => line.trim() !== "" || (!isHex && line !== ""));
	if (!isHex) {
		return { value: lines.map(fromText), isHex };
	}
	const chunks = lines.map(fromHex);
	const wrong = chunks.indexOf(null);
	return wrong < 0 ? { value: chunks, isHex } : { fault: `Chunk ${wrong + 1} is no hex: pairs of the digits 0 to 9 and A to F.`, isHex };
}

export function BytesBox({ hint, bytes, setBytes, mode, setMode, chunks, tried, onTry, disabled, box }) {
	const [dropping, setDropping] = useState(false);
	const [said, setSaid] = useState(null);
	const take = async (file) => {
		const content = new Uint8Array(await file.arrayBuffer());
		let captured;
		try {
			captured = payloadOf(content);
		}
		catch (error) {
			if (!(error instanceof RangeError)) {
				throw error;
			}
			setSaid(`${file.name} begins like a capture, but is damaged or cut off.`);
			return;
		}
		const data = captured ? captured.bytes : content;
		setMode("hex");
		setBytes((captured ? captured.segments : [data.subarray(0, MOST)]).map((one) => toHex(one, " ")).join("\n").slice(0, MOST * 3));
		setSaid(captured ? `${file.name}: ${plural(captured.segments.length, "segment")} of TCP from ${captured.from}, each as one read.`
			: `${file.name}: ${plural(content.length, "byte")}${content.length > MOST ? `, the first ${MOST} taken` : ""}.`);
	};
	return div({ class: classes("bytesbox", dropping && "dropping"),
		onDragOver: (event) => {
			event.preventDefault();
			setDropping(true);
		}, onDragLeave: () => setDropping(false), onDrop: (event) => {
			event.preventDefault();
			setDropping(false);
			if (event.dataTransfer.files[0]) {
				take(event.dataTransfer.files[0]);
			}
		} },
		div({ class: "labelled" }, label({ for: "bytes" }, "Bytes"),
			h(Choice, { name: "Bytes are", value: mode, onChange: setMode, options: [["auto", "Auto"], ["hex", "Hex"], ["text", "Text"]] }),
			button({ type: "button", class: "small", onClick: () => document.getElementById("file").click() }, "Open a file"),
			input({ id: "file", type: "file", hidden: true, "aria-label": "File of bytes or capture", onChange: (event) => event.target.files[0] && take(event.target.files[0]) }),
			button({ type: "button", disabled: disabled || Boolean(chunks.fault), onClick: onTry }, "Try")),
		textarea({ id: "bytes", ref: box, class: "mono", rows: 4, spellcheck: false, value: bytes, placeholder: hint, "aria-describedby": "bytes-help", onInput: (event) => setBytes(event.target.value) }),
		p({ id: "bytes-help", class: chunks.fault ? "fault" : "quiet" }, chunks.fault || said || (chunks.isHex
			? "Hex. A new line or | cuts: what one read ends with. Or drop a file, a capture (pcap) too."
			: "Text, with \\r \\n \\xNN. A new line cuts; write \\n for the byte. Or drop a file, a capture (pcap) too.")),
		chunks.value && chunks.isHex && h(Ribbon, { chunks: chunks.value, setBytes, tried }));
}

/** Each byte; clicking one cuts before it, or joins. Frames alternate in colour, skipped bytes stand out. */
function Ribbon({ chunks, setBytes, tried }) {
	const cuts = new Set();
	let at = 0;
	for (const chunk of chunks) {
		cuts.add(at);
		at += chunk.length;
	}
	const all = new Uint8Array(at);
	chunks.reduce((place, chunk) => {
		all.set(chunk, place);
		return place + chunk.length;
	}, 0);
	const colours = new Map();
	if (tried) {
		tried.frames.forEach((frame, i) => {
			for (let j = 0; j < frame.hex.length / 2; j++) {
				colours.set(frame.offset + j, i % 2 ? "odd" : "even");
			}
		});
		tried.skipped.forEach((one) => {
			for (let j = 0; j < one.size; j++) {
				colours.set(one.offset + j, "skipped");
			}
		});
	}
	const toggle = (place) => {
		const next = new Set(cuts);
		if (!next.delete(place)) {
			next.add(place);
		}
		setBytes(split(all, next).map((one) => toHex(one, " ")).join("\n"));
	};
	return div(
		div({ class: "ribbon", role: "group", "aria-label": "Bytes; choose one to cut before it" }, Array.from(all.subarray(0, RIBBON), (one, i) =>
			button({ key: i, type: "button", tabIndex: i === 0 ? 0 : -1, class: classes(cuts.has(i) && i > 0 && "cut", colours.get(i)), title: `byte ${i}`,
				onClick: () => i > 0 && toggle(i), onKeyDown: move }, toHex([one])))),
		div({ class: "inline" }, span({ class: "quiet" }, `${plural(all.length, "byte")} in ${plural(chunks.length, "read")}.`),
			button({ type: "button", class: "small", onClick: () => setBytes(Array.from(all, (one) => toHex([one])).join("\n")), disabled: all.length > 400 }, "Cut at every byte"),
			button({ type: "button", class: "small", onClick: () => setBytes(toHex(all, " ")) }, "Join")));
}

function move(event) {
	const to = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key];
	if (to && event.currentTarget[to]) {
		event.preventDefault();
		event.currentTarget[to].focus();
	}
}

function split(all, cuts) {
	const places = [...cuts].filter((one) => one > 0).sort((a, b) => a - b);
	return [...places, all.length].map((end, i) => all.subarray(i ? places[i - 1] : 0, end));
}
