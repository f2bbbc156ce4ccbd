// The newest messages of the stream, in a ring; a sample of them where there are too many.
import { follow, idOf, parse } from "./stream.js";

/** So many are kept. */
const RING = 5000;

/** More rows a second than this are sampled. */
export const MOST_A_SECOND = 200;

/** Times a second that the page is told. */
const RATE = 4;

export class Tail {

	constructor(query, onView, onState) {
		this.onView = onView;
		this.stopper = new AbortController();
		this.text = "";
		this.paused = false;
		this.reset();
		const { signal } = this.stopper;
		const now = () => idOf(Date.now() - 3000);
		follow({ ...query, after: now() }, (events) => this.take(events), onState, signal, now);
		this.timer = setInterval(() => this.tell(), 1000 / RATE);
	}

	reset() {
		this.ring = [];
		this.shown = null;
		this.counts = [];
		this.counted = 0;
		this.taken = 0;
		this.passed = 0;
		this.held = 0;
		this.dirty = true;
	}

	take(events) {
		this.counted += events.length;
		const keep = Math.max(1, Math.ceil(this.rate() / MOST_A_SECOND));
		this.held += this.paused && !this.text ? events.length : 0;
		for (const event of events) {
			this.passed += 1;
			// A text filter looks at every message, so that a rare one is not missed.
			if (this.text ? !mayHave(event, this.text) : this.passed % keep !== 0) {
				continue;
			}
			const message = JSON.parse(parse(event).data);
			if (this.text && !has(message, this.text)) {
				continue;
			}
			this.ring.push(message);
			this.held += this.paused && this.text ? 1 : 0;
		}
		if (this.ring.length > RING * 1.2) {
			this.ring.splice(0, this.ring.length - RING);
		}
		this.dirty = true;
	}

	/** Messages a second over the last two seconds. */
	rate() {
		const total = this.counts.reduce((sum, one) => sum + one, 0);
		return total / Math.max(1, this.counts.length / RATE);
	}

	tell() {
		this.counts.push(this.counted);
		this.counted = 0;
		this.counts.splice(0, this.counts.length - RATE * 2);
		const rate = this.rate();
		if (!this.dirty && rate === this.told) {
			return;
		}
		this.dirty = false;
		this.told = rate;
		if (!this.paused || !this.shown) {
			this.shown = this.ring.slice(-RING).reverse();
		}
		this.onView({ items: this.shown, rate, part: this.text ? 1 : Math.min(1, 1 / Math.max(1, Math.ceil(rate / MOST_A_SECOND))),
			held: this.held, lost: this.held > RING });
	}

	pause(paused) {
		this.paused = paused;
		this.held = 0;
		// What came since the page was told is shown before it stands still.
		this.shown = null;
		this.dirty = true;
		this.tell();
	}

	filter(text) {
		if (text === this.text) {
			return;
		}
		this.text = text;
		this.ring = this.ring.filter((message) => !text || has(message, text));
		this.shown = null;
		this.dirty = true;
		this.tell();
	}

	clear() {
		this.reset();
		this.tell();
	}

	stop() {
		this.stopper.abort();
		clearInterval(this.timer);
	}

}

/** Whether a message is worth reading; JSON writes quotes and control characters otherwise. */
function mayHave(event, text) {
	return /["\\\u0000-\u001f]/.test(text) || event.toLowerCase().includes(text);
}

/** Whether the text stands in what is shown of a message: its payload, device, kind or fields. */
function has(message, text) {
	return [message.text, message.deviceId, message.kind, message.fields && Object.values(message.fields).join("\n")]
		.some((one) => one && one.toLowerCase().includes(text));
}
