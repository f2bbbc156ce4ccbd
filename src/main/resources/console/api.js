// The HTTP API. The token is in this module's memory only: a reload forgets it.
let token = null;
let me = null;
const watchers = new Set();

/** Something that the API refused, or that did not reach it; its message is a sentence to show. */
export class Refusal extends Error {

	constructor(status, problem) {
		super(problem.detail || problem.title || `The answer had the status ${status}.`);
		this.status = status;
		this.problem = problem;
		this.name = (problem.type || "").replace("urn:wirepost:problem:", "");
		this.errors = problem.errors || [];
	}

}

/** An address of the API, also where a proxy serves Wirepost below a path. */
export function address(path, query = {}) {
	const url = new URL(path, document.baseURI.replace(/#.*/, ""));
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== null && value !== "") {
			url.searchParams.set(name, value);
		}
	}
	return url;
}

/** Milliseconds until an answer that does not come is given up; streams have none. */
const PATIENCE = 30_000;

/**
 * Calls the API.
 * @param patience milliseconds until it is given up; 0 for a stream, whose body has no end
 */
export async function request(method, path, { query, json, body, type, signal, accept, patience = PATIENCE } = {}) {
	const headers = {};
	if (token) {
		headers.Authorization = `Bearer ${token}`;
	}
	if (accept) {
		headers.Accept = accept;
	}
	if (json !== undefined) {
		headers["Content-Type"] = "application/json";
		body = JSON.stringify(json);
	}
	else if (type) {
		headers["Content-Type"] = type;
	}
	const limit = patience > 0 ? AbortSignal.timeout(patience) : null;
	const signals = [signal, limit].filter(Boolean);
	let response;
	try {
		response = await fetch(address(path, query), { method, headers, body, credentials: "omit", cache: "no-store",
			signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] });
	}
	catch (error) {
		if (signal && signal.aborted) {
			throw error;
		}
		throw new Refusal(0, { detail: `${limit && limit.aborted ? `Wirepost has not answered within ${patience / 1000} s`
			: "Wirepost cannot be reached"}. ${method === "GET" ? "The console goes on trying." : "If this was under way, it may have been done all the same."}` });
	}
	if (!response.ok) {
		throw await refusal(response);
	}
	return response;
}

async function refusal(response) {
	let problem = {};
	try {
		problem = await response.json();
	}
	catch {
		problem = {};
	}
	if (response.status === 401 && me) {
		// Expired, or revoked: ask for another.
		signOut("Your token is no longer valid. Sign in again.");
	}
	return new Refusal(response.status, problem);
}

export async function get(path, query, signal) {
	return (await request("GET", path, { query, signal })).json();
}

export async function post(path, json, signal, patience) {
	const response = await request("POST", path, { json, signal, patience });
	return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

export async function put(path, json) {
	return (await request("PUT", path, { json })).json();
}

export async function remove(path) {
	await request("DELETE", path);
}

/** Whether nobody needs a token. */
export async function isOpen() {
	return (await get("console/access")).open;
}

/** Signs in; without a token as whoever needs none. Resolves to the caller, or null where a token is needed. */
export async function signIn(given) {
	token = given;
	try {
		me = await get("api/me");
	}
	catch (error) {
		me = null;
		token = null;
		if (error.status === 401 && !given) {
			tell();
			return null;
		}
		throw error;
	}
	tell();
	return me;
}

export function signOut(why = null) {
	token = null;
	me = null;
	tell(why);
}

/** Tells a function whenever somebody signs in or out. */
export function onCaller(watcher) {
	watchers.add(watcher);
	return () => watchers.delete(watcher);
}

function tell(why) {
	watchers.forEach((watcher) => watcher(me, why));
}

export function caller() {
	return me;
}

/** Whether the caller has a scope: read, send or admin. */
export function can(scope) {
	return Boolean(me && me.scopes.includes(scope));
}

/** Whether the caller reaches all devices; lists of everything need that. */
export function reachesAll() {
	return Boolean(me && me.devices === "*");
}

/** Whether the caller's pattern of devices has this one. */
export function reaches(device) {
	return Boolean(me) && fits(me.devices, device);
}

/** Whether a pattern, with * for anything, fits a device. */
export function fits(pattern, device) {
	const words = (pattern || "").split("*").map((word) => word.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${words.join(".*")}$`).test(device);
}

/** Why the caller may not do something; null if it may. */
export function why(scope, device) {
	if (!can(scope)) {
		return `Needs the scope ${scope}; your token has ${me && me.scopes.length ? me.scopes.join(" and ") : "none"}.`;
	}
	if (device === undefined ? !reachesAll() : !reaches(device)) {
		return `Your token is limited to the devices ${me.devices}.`;
	}
	return null;
}

/** The header that curl needs, or nothing. */
export function curlToken() {
	return me && !me.open ? " -H \"Authorization: Bearer $TOKEN\"" : "";
}
