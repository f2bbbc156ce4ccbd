package io.wirepost.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.wirepost.message.Payload;

/**
 * What a device hears: acknowledgements, which it expects in the order of its frames, and
 * requests between them. Used on the simulation's thread.
 */
final class Hearing {

	/** A device that is owed more waits before it says more. */
	private static final int MOST_EXPECTED = 1_000;

	/** More than this without an end is dropped. */
	private static final int MOST_BYTES = 64 * 1024;

	private final RequestReader reader;

	private final Tally tally;

	private final Consumer<Payload> request;

	private final Deque<ExpectedAnswer> expected = new ArrayDeque<>();

	private byte[] heard = new byte[0];

	Hearing(RequestReader reader, Tally tally, Consumer<Payload> request) {
		this.reader = reader;
		this.tally = tally;
		this.request = request;
	}

	void expect(ExpectedAnswer expectation) {
		this.expected.add(expectation);
	}

	int owed() {
		return this.expected.size();
	}

	boolean isFull() {
		return this.expected.size() >= MOST_EXPECTED;
	}

	/** Bytes have come. */
	void hear(byte[] bytes, int size, long now) {
		byte[] all = Arrays.copyOf(this.heard, this.heard.length + size);
		System.arraycopy(bytes, 0, all, this.heard.length, size);
		int at = acknowledged(all, 0, now);
		while (at < all.length) {
			int next = nextExpected(all, at);
			if (next == at || !requests(Arrays.copyOfRange(all, at, next))) {
				break;
			}
			at = acknowledged(all, next, now);
		}
		this.heard = Arrays.copyOfRange(all, at, all.length);
		if (this.heard.length > MOST_BYTES) {
			this.heard = new byte[0];
			this.tally.unexpected();
		}
	}

	/** Whether bytes are left that are no acknowledgement and no whole request. */
	boolean hasRest() {
		return this.heard.length > 0;
	}

	private int acknowledged(byte[] all, int from, long now) {
		int at = from;
		for (ExpectedAnswer next = this.expected.peek(); next != null
				&& next.isAt(all, at, all.length); next = this.expected.peek()) {
			at += next.bytes().length;
			this.tally.acknowledged(now - next.sentAt());
			this.expected.remove();
		}
		return at;
	}

	/** Where the next acknowledgement is, or may begin; the end if nowhere. */
	private int nextExpected(byte[] all, int from) {
		ExpectedAnswer next = this.expected.peek();
		int at = from;
		while (next != null && at < all.length && !next.isAt(all, at, all.length)
				&& !next.mayBeAt(all, at, all.length)) {
			at++;
		}
		return (next != null) ? at : all.length;
	}

	private boolean requests(byte[] bytes) {
		List<Payload> requests = this.reader.read(bytes);
		if (requests == null) {
			return false;
		}
		if (requests.isEmpty()) {
			this.tally.unexpected();
		}
		requests.forEach(this.request);
		return true;
	}

}
