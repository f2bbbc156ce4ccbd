import { h, tags } from "./dom.js";
import { Head } from "./parts.js";
import { FirstDevice } from "./start.js";
export function Overview() {
	return tags.div(h(Head, { title: "Overview" }), h(FirstDevice));
}
