// What is wrong, worst first, and what to do about it.
import { duration, isoMillis, measure, number, plural } from "./format.js";

/** A webhook that is so far behind is worth a word. */
const LATE = 60_000;

const LEVELS = ["normal", "stage 1: new connections wait", "stage 2: reading slows down", "stage 3: connections are closed"];

/**
 * @returns a list of {tone: bad or warn, what, todo, page}
 */
export function troubles({ now, listeners, webhooks }) {
	const found = [];
	const add = (tone, what, todo, page) => found.push({ tone, what, todo, page });
	if (now && !now.writable) {
		add("bad", "The journal cannot be written.", "Nothing is acknowledged until it can. Look at the disk of wirepost.data and at the log; Wirepost recovers by itself.");
	}
	if (now && now.overload > 0) {
		add("bad", `Wirepost sheds load (${LEVELS[now.overload] || `level ${now.overload}`}).`, "Give it more heap or file descriptors, or lower what comes in with limits.messages-per-second.");
	}
	for (const one of listeners || []) {
		if (one.state === "STOPPED") {
			add("bad", `The listener ${one.name} is not open.`, one.failure || "Check that its port is free.", "listeners");
		}
		else if (one.state === "PAUSED") {
			add("bad", `The listener ${one.name} accepts nobody for now.`, "The process is short of file descriptors or memory. Raise ulimit -n or the heap.", "listeners");
		}
	}
	for (const one of webhooks || []) {
		if (one.failures > 0) {
			add("bad", `The webhook ${one.name} fails: ${one.lastError}.`, `Attempt ${number(one.failures)} in a row. Mend its receiver; nothing is lost meanwhile.`, "deliveries");
		}
		else if (one.paused) {
			add("warn", `The webhook ${one.name} is paused.`, "Resume it when its receiver is ready.", "deliveries");
		}
		else if (isoMillis(one.lag) > LATE) {
			add("warn", `The webhook ${one.name} is ${duration(isoMillis(one.lag))} behind.`, "Its receiver is slower than the messages come: let it take larger batches.", "deliveries");
		}
	}
	if (now && now.rejections > 0) {
		add("warn", `${measure(now.rejections)} rejections a second: bytes that are no frame.`, "See which bytes under Listeners, and try them under Protocols.", "listeners");
	}
	if (now && now.refused > 0) {
		add("warn", `${measure(now.refused)} connections a second are refused.`, "See the listener's limits, and who connects.", "listeners");
	}
	if (now && now.timeouts > 0) {
		add("warn", `${measure(now.timeouts)} replies a second do not come in time.`, "Ask the device's page which; a longer awaitReply may help.", "deliveries");
	}
	if (now && now.failed > 0) {
		add("warn", `${measure(now.failed)} deliveries a second fail.`, "See why under Deliveries.", "deliveries");
	}
	if (now && now.inbox > 5000) {
		add("warn", `${plural(now.inbox, "message")} wait for the disk.`, "Devices are slowed down, and nothing is lost. A faster disk helps.");
	}
	return found;
}
