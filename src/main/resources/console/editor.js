// A protocol as JSON, with its faults at their places.
import { classes, tags, useEffect, useRef } from "./dom.js";
import { placeOf } from "./places.js";

const { button, div, h2, label, li, pre, span, textarea, ul } = tags;

/**
 * The faults that the API found, with their places in the text.
 * @returns a list of {field, message, line, from, to, expression, column}; line is null where there is no place
 */
export function faultsOf(failure, text, value) {
	return failure.errors.map(({ field, message }) => {
		const name = field.replace(/^protocol\.?/, "");
		const place = placeOf(text, name);
		const where = /(?:^|\s|<input>:)(\d+):(\d+):/.exec(message);
		const expression = at(value, name);
		return { field: name || "protocol", message: typeof expression === "string" && where ? message.slice(where.index + where[0].length).trim() : message, ...(place || { line: null }),
			...(where && typeof expression === "string" ? { expression: expression.split("\n")[Number(where[1]) - 1] || expression, column: Number(where[2]) } : {}) };
	});
}

function at(value, name) {
	return name.split(/[.[\]]+/).filter(Boolean).reduce((one, key) => one === null || one === undefined ? undefined
		: one[key] !== undefined ? one[key] : one[key.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())], value);
}

export function Editor({ text, setText, faults, disabled, beside }) {
	const area = useRef(null);
	const gutter = useRef(null);
	const wrong = new Set(faults.map((one) => one.line));
	const show = (fault) => {
		if (fault.line) {
			area.current.focus();
			area.current.setSelectionRange(fault.from, fault.to);
			area.current.scrollTop = Math.max(0, (fault.line - 5) * 18);
		}
	};
	const first = faults.length ? faults[0].line : null;
	useEffect(() => {
		// Whoever is typing there sees the place anyway.
		if (first && document.activeElement !== area.current) {
			area.current.scrollTop = Math.max(0, (first - 5) * 18);
		}
	}, [first]);
	const lines = text.split("\n").length;
	return div(
		div({ class: "labelled" }, label({ for: "editor" }, h2("Definition")), beside),
		faults.length > 0 && ul({ class: "faultlist", "aria-label": "Faults", "aria-live": "polite" }, faults.map((fault, i) => li({ key: i },
			button({ type: "button", class: "where", onClick: () => show(fault) }, `${fault.field}${fault.line ? `, line ${fault.line}` : ""}`), " ", span(fault.message),
			fault.expression && pre({ class: "caret" }, fault.expression, "\n", span({ class: "under" }, `${" ".repeat(Math.max(0, fault.column - 1))}^`))))),
		div({ class: "editor" },
			div({ class: "gutter", ref: gutter, "aria-hidden": "true" }, Array.from({ length: lines }, (_, i) => div({ key: i, class: classes(wrong.has(i + 1) && "wrong") }, i + 1))),
			textarea({ id: "editor", ref: area, class: "mono", wrap: "off", spellcheck: false, value: text, readOnly: disabled,
				"aria-invalid": faults.length > 0 ? "true" : undefined,
				onInput: (event) => setText(event.target.value), onScroll: (event) => {
					gutter.current.scrollTop = event.currentTarget.scrollTop;
				} })));
}
