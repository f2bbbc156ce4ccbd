// What a protocol made of the bytes: frames and answers, and the bytes that were none.
import { h, tags } from "./dom.js";
import { plural } from "./format.js";
import { chips } from "./payload.js";
import { isReadable, visible } from "./bytes.js";

const { caption, div, p, span, strong, table, tbody, td, th, thead, tr } = tags;

export function spaced(hex) {
	return (hex.match(/../g) || []).join(" ");
}

export function Frames({ tried, waits }) {
	return div({ class: "frames" },
		div({ class: "scroll-x" }, table({ class: "plain-table", "aria-label": "Frames" },
			caption({ class: "offscreen" }, "Frames"),
			thead(tr(["At", "Kind", "Device", "Frame", "Answer"].map((name) => th({ key: name, scope: "col" }, name)))),
			tbody(tried && tried.frames.map((frame, i) => h(Frame, { key: i, frame })),
				(!tried || tried.frames.length === 0) && tr(td({ colSpan: 5, class: "quiet" }, tried ? "No frame yet." : waits || "Enter bytes, and their frames appear here."))))),
		tried && tried.skipped.length > 0 && div({ class: "skipped" }, strong({ class: "fault" }, "Skipped"), tried.skipped.map((one, i) =>
			p({ key: i }, span({ class: "mono" }, spaced(one.hex)), ` at byte ${one.offset}: ${one.reason}${/[.]$/.test(one.reason) ? "" : "."} (${plural(one.size, "byte")})`))),
		tried && tried.leftover && p({ class: "quiet" }, "Left over, as of a frame that is not complete: ", span({ class: "mono" }, spaced(tried.leftover))));
}

function Frame({ frame }) {
	const fields = Object.entries(frame.fields || {});
	return tr(td({ class: "num" }, String(frame.offset)),
		td(frame.kind ? span({ class: "chip" }, frame.kind) : span({ class: "quiet" }, "none"), !frame.keep && div({ class: "quiet" }, "not kept")),
		td({ class: "mono break" }, frame.device || "–"),
		td({ class: "break" }, frame.text !== null && isReadable(frame.text) && div({ class: "mono" }, chips(visible(frame.text))), div({ class: "mono" }, spaced(frame.hex)),
			fields.length > 0 && div({ class: "fields" }, fields.map(([name, value]) => span({ key: name }, span({ class: "name" }, name), span({ class: "mono" }, String(value))))),
			frame.correlation && div({ class: "quiet" }, `correlation id ${frame.correlation}`)),
		td({ class: "mono break" }, frame.fault ? span({ class: "fault" }, frame.fault) : frame.answer ? spaced(frame.answer) : "–"));
}
