// Settings as a YAML file: a small emitter for maps, lists, texts, numbers and booleans.

/** Below these, names are the user's own. */
const OWN_NAMES = new Set(["devices", "fields", "pairs", "headers"]);

/** A name as the configuration has it: max-frame-size for maxFrameSize. */
export function kebab(name) {
	return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

export function yaml(value, indent = 0, own = false) {
	const pad = "  ".repeat(indent);
	if (Array.isArray(value)) {
		return value.map((one) => isNested(one) ? `${pad}- ${yaml(one, indent + 1).trimStart()}` : `${pad}- ${scalar(one)}\n`).join("");
	}
	return Object.entries(value).filter(([, one]) => one !== null && one !== undefined).map(([name, one]) => {
		const key = key0(own ? name : kebab(name));
		if (isNested(one)) {
			return `${pad}${key}:\n${yaml(one, indent + 1, OWN_NAMES.has(name))}`;
		}
		return `${pad}${key}: ${scalar(one)}\n`;
	}).join("");
}

function key0(name) {
	return /^[A-Za-z_][\w-]*$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name) ? name : JSON.stringify(name);
}

function isNested(value) {
	return typeof value === "object" && value !== null && (Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0);
}

function scalar(value) {
	if (Array.isArray(value)) {
		return "[]";
	}
	if (typeof value === "object" && value !== null) {
		return "{}";
	}
	if (typeof value !== "string") {
		return String(value);
	}
	// What YAML would read as something else, or not at all, is quoted; JSON's quotes are YAML's.
	return /^[A-Za-z][A-Za-z0-9 ./_-]*$/.test(value) && value.trim() === value && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value)
		? value : JSON.stringify(value);
}

/** A device in the configuration. Spring takes an id with other characters in brackets only. */
export function configurationOf(device) {
	const name = /^[A-Za-z0-9_-]+$/.test(device.id) ? device.id : `[${device.id}]`;
	return yaml({ wirepost: { devices: { [name]: {
		...(device.tags.length ? { tags: device.tags } : {}),
		...(device.endpoint ? { endpoint: device.endpoint } : {}),
		...(device.reply ? { reply: device.reply } : {}) } } } }).replace(/: \{\}\n$/, ": { tags: [] }\n");
}
