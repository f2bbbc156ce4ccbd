// Numbers, times and durations as people read them.
const count = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

export function number(value) {
	return count.format(value);
}

/** A rate or a measure with as many places as matter. */
export function measure(value) {
	if (value === null || value === undefined || Number.isNaN(value)) {
		return "–";
	}
	const size = Math.abs(value);
	return count.format(size >= 100 ? Math.round(value) : size >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 100) / 100);
}

export function plural(value, one, many = `${one}s`) {
	return `${number(value)} ${value === 1 ? one : many}`;
}

function two(value) {
	return String(value).padStart(2, "0");
}

/** A time of today as 14:03:07.125, another with its day. */
export function clock(iso, millis = true) {
	if (!iso) {
		return "never";
	}
	const at = new Date(iso);
	const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
	const whole = millis ? `${time}.${String(at.getMilliseconds()).padStart(3, "0")}` : time;
	return at.toDateString() === new Date().toDateString() ? whole : `${day.format(at)} ${whole}`;
}

/** Milliseconds as 340 ms, 2.4 s, 5 min, 3 h, 12 d. */
export function duration(millis) {
	const size = Math.abs(millis);
	if (size < 1) {
		return `${measure(millis)} ms`;
	}
	if (size < 1000) {
		return `${Math.round(millis)} ms`;
	}
	if (size < 60_000) {
		return `${measure(Math.round(millis / 100) / 10)} s`;
	}
	if (size < 3_600_000) {
		return `${Math.floor(millis / 60_000)} min ${Math.floor(millis / 1000) % 60} s`;
	}
	if (size < 86_400_000) {
		return `${Math.floor(millis / 3_600_000)} h ${Math.floor(millis / 60_000) % 60} min`;
	}
	return `${Math.floor(millis / 86_400_000)} d ${Math.floor(millis / 3_600_000) % 24} h`;
}

/** How long ago, in the past tense of a list. */
export function ago(iso, now = Date.now()) {
	if (!iso) {
		return "never";
	}
	const millis = Math.max(0, now - new Date(iso).getTime());
	return millis < 1500 ? "just now" : `${duration(millis).replace(/(min|h|d) .*/, "$1")} ago`;
}

/** An ISO-8601 duration, such as PT1M3.5S, in milliseconds. */
export function isoMillis(text) {
	const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text || "");
	return parts ? ((Number(parts[1] || 0) * 24 + Number(parts[2] || 0)) * 60 + Number(parts[3] || 0)) * 60_000
		+ Number(parts[4] || 0) * 1000 : 0;
}

export function bytes(size) {
	return size < 1024 ? plural(size, "byte") : size < 1_048_576 ? `${measure(size / 1024)} KB` : `${measure(size / 1_048_576)} MB`;
}

/** A setting as one line: a map as "type: line, send: LF". */
export function setting(value) {
	if (value === null || value === undefined) {
		return "–";
	}
	if (Array.isArray(value)) {
		return value.map(setting).join(", ");
	}
	if (typeof value === "object") {
		return Object.entries(value).map(([name, one]) => `${name}: ${typeof one === "object" && one !== null && !Array.isArray(one) ? `{${setting(one)}}` : setting(one)}`).join(", ");
	}
	return /^PT[\d.HMS]+$/.test(value) ? duration(isoMillis(value)).replace(/ 0 (s|min|h)$/, "") : String(value);
}
