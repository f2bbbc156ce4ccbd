package io.wirepost.journal;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cursor that goes through the journal, and on with it as it grows: every message once,
 * in order, without gap.
 * <p>
 * The handler is called on the executor's threads, never by two at once, with one batch
 * after the other; it may block. The executor is given one page at a time, so that many
 * followers can share a few threads. A handler that throws has not handled its batch: the
 * cursor stays, and the messages come again with the next {@link #wake()}, which also
 * follows the next append. Whoever wants them sooner calls it.
 */
public final class JournalFollower implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(JournalFollower.class);

	private final MessageJournal journal;

	private final int batchSize;

	private final Executor executor;

	private final Consumer<List<DeviceMessage>> handler;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private volatile @Nullable MessageId cursor;

	private volatile MessageJournal.@Nullable Subscription subscription;

	private JournalFollower(MessageJournal journal, @Nullable MessageId after, int batchSize, Executor executor,
			Consumer<List<DeviceMessage>> handler) {
		this.journal = journal;
		this.cursor = after;
		this.batchSize = batchSize;
		this.executor = executor;
		this.handler = handler;
	}

	/**
	 * Begins to follow.
	 * @param after the last id already seen, which need not be that of a message; null to
	 * begin with the oldest message
	 * @param batchSize at most so many messages at once, 1 to
	 * {@value MessageQuery#MAX_LIMIT}
	 * @param executor where pages are read and handled
	 * @param handler takes each batch, which is never empty
	 */
	public static JournalFollower start(MessageJournal journal, @Nullable MessageId after, int batchSize,
			Executor executor, Consumer<List<DeviceMessage>> handler) {
		JournalFollower follower = new JournalFollower(journal, after, batchSize, executor, handler);
		follower.subscription = journal.onAppended(follower::wake);
		follower.wake();
		if (follower.state.get() == State.CLOSED) {
			// The executor refused before the registration could be ended.
			follower.close();
		}
		return follower;
	}

	/** The id up to which everything was handled; null while nothing was. */
	public @Nullable MessageId cursor() {
		return this.cursor;
	}

	/**
	 * Reads on from the cursor, unless that is being done already. Never blocks, provided
	 * that the executor does not.
	 */
	public void wake() {
		State before = this.state.getAndUpdate(State::woken);
		if (before == State.IDLE) {
			execute();
		}
	}

	private void execute() {
		try {
			this.executor.execute(this::page);
		}
		catch (RejectedExecutionException ex) {
			log.debug("A follower ends with its executor");
			close();
		}
	}

	private void page() {
		if (this.state.compareAndSet(State.WOKEN, State.READING)) {
			boolean more = handlePage();
			if (this.state.updateAndGet((now) -> now.read(more)) == State.WOKEN) {
				execute();
			}
		}
	}

	private boolean handlePage() {
		try {
			MessagePage page = this.journal.read(MessageQuery.behind(this.cursor, this.batchSize));
			if (!page.items().isEmpty()) {
				this.handler.accept(page.items());
				this.cursor = page.items().get(page.items().size() - 1).requiredId();
			}
			if (page.next() != null) {
				this.cursor = page.next();
			}
			return page.next() != null;
		}
		catch (JournalUnavailableException ex) {
			log.debug("The journal cannot be read now; a follower waits for the next append", ex);
			return false;
		}
		catch (RuntimeException ex) {
			log.warn("A batch behind {} was not handled; it will come again", this.cursor, ex);
			return false;
		}
	}

	/**
	 * Ends following. Does not wait: a batch being handled meanwhile is handled to its
	 * end, and is the last.
	 */
	@Override
	public void close() {
		this.state.set(State.CLOSED);
		MessageJournal.Subscription registered = this.subscription;
		if (registered != null) {
			registered.close();
		}
	}

	private enum State {

		/** Nothing to do until woken. */
		IDLE,

		/** A page is being read, and nothing came since it began. */
		READING,

		/** A page is to be read. */
		WOKEN,

		/** For good. */
		CLOSED;

		State woken() {
			return (this == CLOSED) ? CLOSED : WOKEN;
		}

		State read(boolean more) {
			return (this == READING) ? (more ? WOKEN : IDLE) : this;
		}

	}

}
