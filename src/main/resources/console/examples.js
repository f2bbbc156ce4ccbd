// A protocol's examples, run as it is typed.
import { h, tags, useEffect, useState } from "./dom.js";
import { post } from "./api.js";
import { fromHex, toHex } from "./bytes.js";
import { spaced } from "./frames.js";

const { button, div, h2, li, p, span, ul } = tags;

export function Examples({ protocol, settled, disabled, onUse }) {
	const [results, setResults] = useState([]);
	const examples = (protocol && Array.isArray(protocol.examples) ? protocol.examples : []).filter((one) => one && one.in);
	useEffect(() => {
		const stop = new AbortController();
		setResults([]);
		if (!disabled) {
			run(protocol, examples, stop.signal, (index, result) => setResults((old) => {
				const next = [...old];
				next[index] = result;
				return next;
			}));
		}
		return () => stop.abort();
	}, [settled, disabled]);
	const passed = results.filter((one) => one && one.length === 0).length;
	return div(div({ class: "labelled" }, h2("Examples"), examples.length > 0 && span({ class: passed === examples.length ? "outcome good" : "quiet", role: "status" },
		disabled ? "not run" : `${passed} of ${examples.length} hold`)),
	examples.length === 0 && p({ class: "quiet" }, "None. An example has in (chunks in hex), and out, device and kinds that are expected."),
	ul({ class: "examples" }, examples.map((example, i) => li({ key: i },
		span({ class: results[i] ? results[i].length ? "failed" : "passed" : "quiet", "aria-hidden": "true" }, results[i] ? results[i].length ? "✗" : "✓" : "·"),
		span(example.name || `example ${i + 1}`), results[i] && span({ class: "offscreen" }, results[i].length ? "fails" : "holds"),
		button({ type: "button", class: "link", "aria-label": `Use the bytes of ${example.name || `example ${i + 1}`}`, onClick: () => onUse(example) }, "use"),
		results[i] && results[i].map((one) => span({ key: one, class: "why fault" }, one))))));
}

async function run(protocol, examples, signal, tell) {
	for (let i = 0; i < examples.length && !signal.aborted; i++) {
		const example = examples[i];
		try {
			const { body } = await post("api/protocols/try", { protocol: { ...protocol, examples: undefined }, chunks: [].concat(example.in) }, signal);
			tell(i, signal.aborted ? undefined : compare(example, body));
		}
		catch (error) {
			if (!signal.aborted) {
				tell(i, [error.message]);
			}
		}
	}
}

/** What is not as the example says, as sentences. */
export function compare(example, tried) {
	const wrong = [];
	if (example.out !== undefined) {
		const expected = [].concat(example.out).map(bare).join("");
		const actual = tried.frames.map((frame) => frame.answer || "").join("");
		if (expected !== actual) {
			wrong.push(`Answers ${spaced(actual) || "nothing"}, not ${spaced(expected) || "nothing"}.`);
		}
	}
	const kinds = tried.frames.map((frame) => frame.kind).filter((kind) => kind !== null);
	if (example.kinds !== undefined && [].concat(example.kinds).join() !== kinds.join()) {
		wrong.push(`Kinds are ${kinds.join(", ") || "none"}, not ${[].concat(example.kinds).join(", ")}.`);
	}
	const devices = tried.frames.map((frame) => frame.device).filter(Boolean);
	if (example.device && devices[devices.length - 1] !== String(example.device)) {
		wrong.push(`The device is ${devices[devices.length - 1] || "not known"}, not ${example.device}.`);
	}
	return wrong;
}

function bare(hex) {
	return toHex(fromHex(String(hex)) || []);
}
