// Bytes: from and to hex, base64 and text with every control character visible.

export function fromBase64(text) {
	return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export function toHex(bytes, between = "") {
	return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join(between);
}

/** The bytes of hex digits; what separates them means nothing, as in lists of C. Null if something else is there. */
export function fromHex(text) {
	const digits = text.replace(/0x/gi, "").replace(/[\s:,;_{}-]/g, "");
	if (digits.length % 2 || /[^0-9a-f]/i.test(digits)) {
		return null;
	}
	return Uint8Array.from(digits.match(/../g) || [], (two) => parseInt(two, 16));
}

/** The bytes of a text in UTF-8, with \r, \n, \t, \\ and \xNN. */
export function fromText(text) {
	const encoder = new TextEncoder();
	const all = [];
	for (const part of text.match(/\\x[0-9a-f]{2}|\\[rnt0\\]|[^\\]+|\\/gi) || []) {
		const code = { "\\r": 13, "\\n": 10, "\\t": 9, "\\0": 0, "\\\\": 92 }[part];
		if (code !== undefined) {
			all.push(code);
		}
		else if (/^\\x/i.test(part)) {
			all.push(parseInt(part.slice(2), 16));
		}
		else {
			all.push(...encoder.encode(part));
		}
	}
	return Uint8Array.from(all);
}

/** Whether a text is meant as hex: two pairs of digits at least, however they are separated, or six digits in a row. */
export function looksLikeHex(text) {
	const bare = text.replace(/\|/g, " ");
	return (fromHex(bare) || []).length > 0 && (/(^|[^0-9a-z])(0x)?[0-9a-f]{2}[\s:,;_{}-]+(0x)?[0-9a-f]{2}/i.test(bare) || /[0-9a-f]{6}/i.test(bare)
		|| /0x[0-9a-f]{2}/i.test(bare));
}

/**
 * The bytes of a dump, whose lines begin with an offset and may end with text, as xxd, hexdump -C and Wireshark make
 * them. Null for anything else: the offsets have to count the bytes.
 */
export function fromDump(text) {
	const all = [];
	let begin = null;
	for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
		const [, offset, rest] = /^\s*([0-9a-f]{4,8}):?(?:\s+(.*))?$/i.exec(line) || [];
		if (offset === undefined) {
			return null;
		}
		begin ??= parseInt(offset, 16);
		if (parseInt(offset, 16) !== begin + all.length) {
			return null;
		}
		all.push(...rowOf(rest || ""));
	}
	return all.length > 4 ? Uint8Array.from(all) : null;
}

/** The bytes of a row of a dump: two spaces part them from the text, but also two halves of eight bytes. */
function rowOf(row) {
	const bytes = [];
	for (const [, digits, space] of row.matchAll(/(\S+)(\s*)/g)) {
		if (!/^(?:[0-9a-f]{2})+$/i.test(digits) || bytes.length >= 16) {
			break;
		}
		bytes.push(...fromHex(digits));
		if (space.length > 1 && bytes.length !== 8) {
			break;
		}
	}
	return bytes;
}

const NAMES = { 9: "\\t", 10: "\\n", 13: "\\r" };

/**
 * A text in parts: what can be shown as it is, and control characters.
 * @returns a list of {text} and {control, title}
 */
export function visible(text) {
	const parts = [];
	let plain = "";
	for (const char of text) {
		const code = char.codePointAt(0);
		if (isControl(code)) {
			if (plain) {
				parts.push({ text: plain });
				plain = "";
			}
			parts.push({ control: NAMES[code] || escape(code), title: `character ${code}` });
		}
		else {
			plain += char;
		}
	}
	if (plain) {
		parts.push({ text: plain });
	}
	return parts;
}

/** Controls of C0 and C1, and what would turn the direction of a line or hide in it. */
function isControl(code) {
	return code < 32 || (code >= 127 && code < 160) || code === 0xad || code === 0x61c || code === 0x2028 || code === 0x2029 || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e)
		|| (code >= 0x2066 && code <= 0x2069) || code === 0xfeff;
}

function escape(code) {
	return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Bytes as ASCII, one character for each; a dot for what is none. */
export function ascii(bytes) {
	return Array.from(bytes, (one) => one > 31 && one < 127 ? String.fromCharCode(one) : "·").join("");
}

/** The parts of bytes that are no text: printable ASCII as it is, other bytes as \xNN. */
export function visibleBytes(bytes) {
	let text = "";
	const parts = [];
	for (const one of bytes) {
		if (one > 31 && one < 127) {
			text += String.fromCharCode(one);
		}
		else {
			if (text) {
				parts.push({ text });
				text = "";
			}
			parts.push({ control: NAMES[one] || escape(one), title: `byte ${one}` });
		}
	}
	if (text) {
		parts.push({ text });
	}
	return parts;
}

/** Whether most of a text is letters: ISO-8859-1 makes a text of any bytes. */
export function isReadable(text) {
	const all = [...text];
	return all.length > 0 && all.filter((char) => !isControl(char.codePointAt(0)) || "\r\n\t".includes(char)).length / all.length > 0.75;
}
