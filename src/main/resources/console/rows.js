// Virtual rows: of many rows of one height, only those that can be seen are elements.
import { h, tags, useLayoutEffect, useRef, useState } from "./dom.js";

const { div } = tags;

/** Rows beyond the edge, so that a quick scroll shows no blank. */
const SPARE = 8;

/**
 * @param items the rows' values; each may have a key
 * @param height of a row in pixels
 * @param row makes a row of a value and its index
 * @param listbox attributes of a list to choose from, by the first and behind the last row that are there; null for none
 * @param anchor where values come in at the top: the key of each, so that who has scrolled down keeps the rows in view
 */
export function Rows({ items, height, row, role, name, anchor, listbox }) {
	const view = useRef(null);
	const seen = useRef(null);
	const [top, setTop] = useState(0);
	const [tall, setTall] = useState(600);
	useLayoutEffect(() => {
		const measure = new ResizeObserver(() => setTall(view.current?.clientHeight || 600));
		measure.observe(view.current);
		return () => measure.disconnect();
	}, []);
	useLayoutEffect(() => {
		if (!anchor) {
			return;
		}
		const element = view.current;
		if (element.scrollTop > height && seen.current) {
			const at = items.findIndex((item) => anchor(item) === seen.current.key);
			if (at >= 0 && at !== seen.current.at) {
				element.scrollTop += (at - seen.current.at) * height;
			}
		}
		remember();
	}, [items]);
	function remember() {
		const at = Math.min(items.length - 1, Math.floor(view.current.scrollTop / height));
		seen.current = anchor && items[at] ? { key: anchor(items[at]), at } : null;
	}
	const first = Math.max(0, Math.floor(top / height) - SPARE);
	const end = Math.min(items.length, Math.ceil((top + tall) / height) + SPARE);
	return div({ class: "rows", ref: view, role: listbox ? undefined : role, tabIndex: listbox ? undefined : 0,
		onScroll: (event) => {
			setTop(event.currentTarget.scrollTop);
			remember();
		} },
		div({ class: "of-rows", role: listbox ? "listbox" : "presentation", "aria-label": listbox ? name : undefined, ...(listbox ? listbox(first, end) : {}),
			style: { height: `${items.length * height}px`, paddingTop: `${first * height}px` } },
			items.slice(first, end).map((item, i) => h(Slot, { key: item.id || first + i, item, at: first + i, row }))));
}

function Slot({ item, at, row }) {
	return row(item, at);
}
