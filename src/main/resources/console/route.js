// The page is in the address behind #: #/devices/boiler-7.

/** The page's name and what follows it, decoded. */
export function route() {
	const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
	return { name: name || "overview", rest: rest.join("/") };
}

function decoded(part) {
	try {
		return decodeURIComponent(part);
	}
	catch {
		return part;
	}
}

export function link(name, rest) {
	return `#/${name}${rest !== undefined ? `/${encodeURIComponent(rest)}` : ""}`;
}

export function go(name, rest) {
	location.hash = link(name, rest);
}

export function onRoute(watcher) {
	const changed = () => watcher(route());
	addEventListener("hashchange", changed);
	return () => removeEventListener("hashchange", changed);
}
