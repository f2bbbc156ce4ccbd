package io.wirepost.forward.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream: a cursor in the journal, and a sink for the messages that follow. It runs
 * on one of a few threads whenever there is something to do, writes no more than the sink
 * accepts, and holds nothing in between but the cursor and the rest of a shared page.
 * Safe for all threads.
 */
public final class LiveReader {

	private static final Logger log = LoggerFactory.getLogger(LiveReader.class);

	/** A comment line, and the end of an event without data. */
	private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

	/** The pages written before other streams get their turn. */
	private static final int PAGES_PER_TURN = 4;

	/**
	 * The most bytes of one write: the sink buffers all that it is given, and a message
	 * may be as long as the longest frame.
	 */
	static final int PIECE_BYTES = 32 * 1024;

	private static final byte[] NOTHING = {};

	private final PageCache pages;

	private final StreamFilter filter;

	private final EventSink sink;

	private final Executor executor;

	private final Runnable onEnd;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private volatile boolean ending;

	private volatile boolean heartbeatDue = true;

	/**
	 * Since when the sink accepts nothing, as {@link System#nanoTime()}; null if it does.
	 */
	private volatile @Nullable Long blockedSince;

	private volatile long writtenAt = System.nanoTime();

	/** For the thread that runs this turn. */
	private Position cursor;

	private boolean flushDue;

	/** The page that is being written; the bytes between the two indexes remain. */
	private byte[] begun = NOTHING;

	private int from;

	private int to;

	/**
	 * @param cursor where the stream begins
	 * @param onEnd is called once when the stream has ended
	 */
	LiveReader(PageCache pages, StreamFilter filter, Position cursor, EventSink sink, Executor executor,
			Runnable onEnd) {
		this.pages = pages;
		this.filter = filter;
		this.cursor = cursor;
		this.sink = sink;
		this.executor = executor;
		this.onEnd = onEnd;
	}

	/**
	 * Schedules a turn: the sink accepts bytes again, or messages were appended. Never
	 * blocks.
	 */
	public void wake() {
		if (this.state.getAndUpdate(State::woken) == State.IDLE) {
			execute();
		}
	}

	/** Ends the stream. Never blocks. */
	public void end() {
		this.ending = true;
		wake();
	}

	/**
	 * Sends a heartbeat if nothing was sent for long; ends the stream if nothing is
	 * accepted for too long. Never blocks.
	 */
	void check(long now, StreamSettings settings) {
		Long blocked = this.blockedSince;
		if (blocked != null && now - blocked > settings.patience().toNanos()) {
			log.info("Closing a stream whose reader accepted nothing for {}", settings.patience());
			end();
		}
		else if (blocked == null && now - this.writtenAt > settings.heartbeat().toNanos()) {
			this.heartbeatDue = true;
			wake();
		}
	}

	private void execute() {
		try {
			this.executor.execute(this::turn);
		}
		catch (RejectedExecutionException ex) {
			log.debug("A stream ends with its executor", ex);
			finish();
		}
	}

	private void turn() {
		if (!this.state.compareAndSet(State.WOKEN, State.RUNNING)) {
			return;
		}
		boolean more = !this.ending && writeSome();
		if (this.ending) {
			finish();
		}
		else if (this.state.updateAndGet((now) -> now.ran(more)) == State.WOKEN) {
			execute();
		}
	}

	private void finish() {
		if (this.state.getAndSet(State.ENDED) != State.ENDED) {
			this.sink.close();
			this.onEnd.run();
		}
	}

	/** Returns whether there is more to write, and the sink accepts it, at once. */
	private boolean writeSome() {
		try {
			boolean more = writeRest();
			for (int i = 0; more && i < PAGES_PER_TURN && isReady(); i++) {
				more = write(this.pages.behind(this.cursor, this.filter));
			}
			if (this.heartbeatDue && this.from == this.to && isReady()) {
				write(HEARTBEAT, 0, HEARTBEAT.length);
			}
			if (this.flushDue && isReady()) {
				this.sink.flush();
				this.flushDue = false;
			}
			return more && isReady();
		}
		catch (IOException ex) {
			log.debug("The reader of a stream is gone", ex);
			this.ending = true;
		}
		catch (JournalUnavailableException ex) {
			log.debug("The journal cannot be read now; a stream waits", ex);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			log.warn("A stream ends after an internal error", ex);
			this.ending = true;
		}
		return false;
	}

	/** Returns whether there may be more. */
	private boolean write(EncodedPage page) throws IOException {
		List<EncodedPage.Entry> entries = page.entries();
		int next = page.indexBehind(this.cursor);
		while (next < entries.size()) {
			EncodedPage.Entry first = entries.get(next++);
			if (!isAsked(first)) {
				continue;
			}
			EncodedPage.Entry last = first;
			while (next < entries.size() && isAsked(entries.get(next))) {
				last = entries.get(next++);
			}
			if (!isReady()) {
				return false;
			}
			this.begun = page.bytes();
			this.from = first.from();
			this.to = last.to();
			this.cursor = last.id();
			if (!writeRest()) {
				return false;
			}
		}
		this.cursor = page.last();
		return !page.isEnd();
	}

	/** Returns whether the page is completely written. */
	private boolean writeRest() throws IOException {
		while (this.from < this.to) {
			if (!isReady()) {
				return false;
			}
			int size = Math.min(PIECE_BYTES, this.to - this.from);
			write(this.begun, this.from, size);
			this.from += size;
		}
		this.begun = NOTHING;
		return true;
	}

	private boolean isAsked(EncodedPage.Entry entry) {
		return this.filter.matches(entry.device(), entry.direction(), entry.kind());
	}

	private void write(byte[] bytes, int offset, int length) throws IOException {
		this.sink.write(bytes, offset, length);
		this.writtenAt = System.nanoTime();
		this.heartbeatDue = false;
		this.flushDue = true;
	}

	private boolean isReady() {
		boolean ready = this.sink.isReady();
		if (ready) {
			this.blockedSince = null;
		}
		else if (this.blockedSince == null) {
			this.blockedSince = System.nanoTime();
		}
		return ready;
	}

	private enum State {

		/** Nothing to do until woken. */
		IDLE,

		/** Waits for its turn. */
		WOKEN,

		/** Runs, and was not woken since it began. */
		RUNNING,

		/** For good. */
		ENDED;

		State woken() {
			return (this == ENDED) ? ENDED : WOKEN;
		}

		State ran(boolean more) {
			return (this == RUNNING && !more) ? IDLE : (this == ENDED) ? ENDED : WOKEN;
		}

	}

}
