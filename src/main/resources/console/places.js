// Where a setting stands in a JSON text.

/**
 * The place of a value, by a name such as rules[0].when; kebab-case and camelCase are the same.
 * @returns {line, from, to}, or the place of the nearest group around it; null for nothing at all
 */
export function placeOf(text, name) {
	const wanted = name.split(/[.[\]]+/).filter(Boolean).map(plain);
	let best = null;
	let depth = -1;
	walk(text, (path, from, to) => {
		const fits = path.length <= wanted.length && path.every((one, i) => plain(one) === wanted[i]);
		if (fits && path.length > depth) {
			depth = path.length;
			best = { from, to, line: text.slice(0, from).split("\n").length };
		}
	});
	return best;
}

function plain(name) {
	return String(name).replace(/-/g, "").toLowerCase();
}

/** Calls visit(path, from, to) for each value of a JSON text; stops where it is no JSON. */
function walk(text, visit) {
	let at = 0;
	const space = () => {
		while (/\s/.test(text[at] || "")) {
			at += 1;
		}
	};
	const string = () => {
		const from = at;
		at += 1;
		while (at < text.length && text[at] !== "\"") {
			at += text[at] === "\\" ? 2 : 1;
		}
		at += 1;
		return text.slice(from, at);
	};
	const value = (path) => {
		space();
		const from = at;
		if (text[at] === "{" || text[at] === "[") {
			inside(path, text[at] === "{" ? "}" : "]");
		}
		else if (text[at] === "\"") {
			string();
		}
		else {
			while (at < text.length && !/[\s,}\]]/.test(text[at])) {
				at += 1;
			}
		}
		visit(path, from, at);
	};
	const inside = (path, end) => {
		at += 1;
		for (let index = 0; at < text.length; index++) {
			space();
			if (text[at] === end) {
				at += 1;
				return;
			}
			let key = index;
			if (end === "}") {
				key = JSON.parse(string());
				space();
				at += 1;
			}
			value([...path, key]);
			space();
			if (text[at] === ",") {
				at += 1;
			}
			else if (text[at] !== end) {
				throw new SyntaxError("no JSON");
			}
		}
	};
	try {
		value([]);
	}
	catch {
		// What was visited before still has its place.
	}
}
