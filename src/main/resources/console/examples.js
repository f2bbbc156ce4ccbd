// A protocol's examples, run as it is typed.
import { h, tags, useEffect, useState } from "./dom.js";
import { post } from "./api.js";
import { spaced } from "./frames.js";

const { button, div, h2, li, p, span, ul } = tags;

export function Examples({ protocol, settled, disabled, onUse }) {
	const [results, setResults] = useState([]);
	const [failed, setFailed] = useState(null);
	const examples = (protocol && Array.isArray(protocol.examples) ? protocol.examples : []).filter((one) => one && one.in);
	useEffect(() => {
		const stop = new AbortController();
		setResults([]);
		if (!disabled) {
			run(protocol, examples, stop.signal, (found, why) => {
				if (!stop.signal.aborted) {
					setResults(found);
					setFailed(why || null);
				}
			});
		}
		return () => stop.abort();
	}, [settled, disabled]);
	const passed = results.filter((one) => one && one.length === 0).length;
	return div(div({ class: "labelled" }, h2("Examples"), examples.length > 0 && span({ class: passed === examples.length ? "outcome good" : "quiet", role: "status" },
		disabled ? "not run" : `${passed} of ${examples.length} hold`)),
	examples.length === 0 && p({ class: "quiet" }, "None. An example has in (chunks in hex or text), and out, device and kinds that are expected."),
	failed && p({ class: "fault" }, failed), ul({ class: "examples" }, examples.map((example, i) => li({ key: i },
		span({ class: results[i] ? results[i].length ? "failed" : "passed" : "quiet", "aria-hidden": "true" }, results[i] ? results[i].length ? "✗" : "✓" : "·"),
		span(example.name || `example ${i + 1}`), results[i] && span({ class: "offscreen" }, results[i].length ? "fails" : "holds"),
		button({ type: "button", class: "link", "aria-label": `Use the bytes of ${example.name || `example ${i + 1}`}`, onClick: () => onUse(example) }, "use"),
		results[i] && results[i].map((one) => span({ key: one, class: "why fault" }, one))))));
}

/** Has Wirepost run them all, with the clock that they are written for. */
async function run(protocol, examples, signal, tell) {
	try {
		const { body } = await post("api/protocols/try", { protocol, chunks: [], examples: true }, signal);
		tell(examples.map((example) => body.failures.filter((one) => one.example === example.name).map(sentence)));
	}
	catch (error) {
		if (!signal.aborted) {
			const faults = error.errors || [];
			tell(examples.map((example, i) => faults.filter((one) => one.field.startsWith(`protocol.examples[${i}]`))
				.map((one) => `${one.field.replace(/^.*?\]\./, "")}: ${one.message}.`)), faults.length === 0 && error.message);
		}
	}
}

function sentence({ what, expected, actual }) {
	const shown = (value) => value === "" ? "nothing" : what === "out" || what === "leftover" ? spaced(value) : value;
	return `${what}: ${shown(actual)}, not ${shown(expected)}.`;
}
