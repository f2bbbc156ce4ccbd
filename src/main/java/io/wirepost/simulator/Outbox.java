package io.wirepost.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a device still has to write, and how: at once, byte by byte, slowly, several
 * frames together. Bounded by {@link #isFull}, which its device heeds. Used on the
 * simulation's thread.
 */
final class Outbox {

	private static final int MOST = 64;

	private static final int MERGED = 4;

	private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(100);

	private final Set<Trouble> troubles;

	private final Consumer<Utterance> written;

	private final Deque<Utterance> waiting = new ArrayDeque<>();

	private final Deque<Utterance> underWay = new ArrayDeque<>();

	private ByteBuffer bytes = ByteBuffer.allocate(0);

	private long notBefore;

	/**
	 * @param written told of each utterance whose last byte was written
	 */
	Outbox(Set<Trouble> troubles, Consumer<Utterance> written) {
		this.troubles = troubles;
		this.written = written;
	}

	void add(Utterance utterance) {
		this.waiting.add(utterance);
	}

	boolean isFull() {
		return this.waiting.size() >= MOST;
	}

	boolean isEmpty() {
		return this.waiting.isEmpty() && !this.bytes.hasRemaining();
	}

	/** Whether there is something that may be written now. */
	boolean isReady(long now, boolean flush) {
		return now >= this.notBefore
				&& (this.bytes.hasRemaining() || this.waiting.size() >= (isMerged() && !flush ? MERGED : 1));
	}

	/** When a slow device writes its next byte. */
	long notBefore() {
		return this.notBefore;
	}

	private boolean isMerged() {
		return this.troubles.contains(Trouble.MERGED);
	}

	/**
	 * Writes what the socket takes.
	 * @param flush whether to write fewer frames than are merged
	 */
	void write(Link link, long now, boolean flush) throws IOException {
		while (isReady(now, flush)) {
			if (!this.bytes.hasRemaining()) {
				take();
			}
			int before = this.bytes.remaining();
			if (this.troubles.contains(Trouble.SPLIT) || this.troubles.contains(Trouble.SLOW)) {
				writeOne(link);
			}
			else {
				link.write(this.bytes);
			}
			if (this.bytes.remaining() == before) {
				return;
			}
			if (!this.bytes.hasRemaining()) {
				this.underWay.forEach(this.written);
				this.underWay.clear();
			}
			if (this.troubles.contains(Trouble.SLOW)) {
				this.notBefore = now + SLOW;
			}
		}
	}

	private void writeOne(Link link) throws IOException {
		ByteBuffer one = this.bytes.slice(this.bytes.position(), 1);
		link.write(one);
		this.bytes.position(this.bytes.position() + one.position());
	}

	private void take() {
		int count = isMerged() ? Math.min(this.waiting.size(), MERGED) : 1;
		int size = 0;
		for (int i = 0; i < count; i++) {
			Utterance next = this.waiting.remove();
			this.underWay.add(next);
			size += next.wire().length;
		}
		this.bytes = ByteBuffer.allocate(size);
		this.underWay.forEach((one) -> this.bytes.put(one.wire()));
		this.bytes.flip();
	}

}
