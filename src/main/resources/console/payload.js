// A payload as text, as hex with offsets, or both.
import { classes, tags } from "./dom.js";
import { ascii, fromBase64, isReadable, toHex, visible, visibleBytes } from "./bytes.js";

const { button, div, span } = tags;

/** So many bytes or characters are shown of a payload; the rest can be saved. */
const MOST = 4096;

const ROW = 16;

export function chips(parts) {
	return parts.map((part) => part.control ? span({ class: "control", title: part.title }, part.control) : part.text);
}

/** A message's payload in one line of parts. */
export function textOf(message, most = MOST) {
	if (message.text !== undefined && message.text !== null) {
		return chips(visible(message.text.slice(0, most)));
	}
	return chips(visibleBytes(fromBase64(message.base64).subarray(0, most)));
}

/** A message's payload in a short line: its text, or hex where it is none that can be read. */
export function brief(message, most) {
	if (message.text && isReadable(message.text.slice(0, most))) {
		return chips(visible(message.text.slice(0, most)));
	}
	return message.size === 0 ? "" : toHex(fromBase64(message.base64).subarray(0, Math.ceil(most / 3)), " ");
}

/**
 * Hex, 16 bytes a row, with the offset of each row.
 * @param from the offset of the first byte
 * @param marked whether the byte at an index is to be marked; null for none
 */
export function hexDump(bytes, from = 0, marked = null) {
	const shown = bytes.subarray(0, MOST);
	const rows = [];
	for (let at = 0; at < shown.length; at += ROW) {
		const row = shown.subarray(at, at + ROW);
		rows.push(div({ class: "hexrow", key: at },
			span({ class: "offset" }, (from + at).toString(16).padStart(4, "0")),
			span({ class: "digits" }, marked ? Array.from(row, (one, i) =>
				span({ class: classes(marked(at + i) && "marked") }, toHex([one]) + (i < row.length - 1 ? " " : ""))) : toHex(row, " ")),
			span({ class: "ascii", "aria-hidden": "true" }, ascii(row))));
	}
	return div({ class: "hex" }, rows, bytes.length > MOST && div({ class: "quiet" }, `… and ${bytes.length - MOST} bytes more`));
}

/** A message's payload. `show` is text, hex or both. */
export function Payload({ message, show }) {
	const isHex = show !== "text";
	// Beside hex, a text that nobody can read says nothing more.
	const isText = show === "text" || (show === "both" && (message.size === 0 || isReadable(message.text || "")));
	return div({ class: "payload" },
		isText && div({ class: "text" }, message.size === 0 ? span({ class: "quiet" }, "empty") : textOf(message),
			!isHex && message.size > MOST && span({ class: "quiet" }, ` … ${message.size} bytes in all`)),
		isHex && hexDump(fromBase64(message.base64)),
		message.size > MOST && button({ type: "button", class: "small", onClick: () => save(message) }, "Save all of it"));
}

/** Has the browser save a payload as a file. */
function save(message) {
	const url = URL.createObjectURL(new Blob([fromBase64(message.base64)]));
	const link = document.createElement("a");
	link.href = url;
	link.download = `${message.deviceId || "message"}-${message.id}.bin`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
