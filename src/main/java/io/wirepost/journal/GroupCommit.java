package io.wirepost.journal;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;

/**
 * The one way into the store for everything frequent: messages, deliveries, devices that
 * are seen. All wait in one inbox, in the order of their submission, and one thread
 * writes many of them with one sync. Safe for all threads; only {@link #erase},
 * {@link #writeNow} and {@link #close} block. Futures complete on the commit thread,
 * which must not be blocked.
 */
public final class GroupCommit implements MessageJournal, MessageEraser, AutoCloseable {

	/** How long an erasure waits for the inbox to be written. */
	private static final long DURABLE_SECONDS = 10;

	/** How long {@link #writeNow} waits. */
	private static final long SOON_SECONDS = 5;

	private final BatchStore store;

	private final Inbox inbox;

	private final CommitThread thread;

	private GroupCommit(BatchStore store, Inbox inbox, CommitThread thread) {
		this.store = store;
		this.inbox = inbox;
		this.thread = thread;
	}

	/** Starts the commit thread; ids continue after the last stored message. */
	public static GroupCommit start(BatchStore store, JournalSettings.Inbox bound, InstantSource clock,
			RandomGenerator random, JournalMeters meters) {
		Inbox inbox = new Inbox(bound);
		CommitThread thread = new CommitThread(store, inbox, new MessageIds(clock, random, store.last()), meters);
		meters.inbox(inbox::waiting);
		meters.writable(() -> thread.state().writable());
		store.onReadable(thread::wakeFollowers);
		thread.start();
		return new GroupCommit(store, inbox, thread);
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message) {
		return append(new PendingMessage(message, null));
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message,
			Function<DeviceMessage, ? extends List<? extends Change>> alongside) {
		return append(new PendingMessage(message, alongside));
	}

	private CompletableFuture<DeviceMessage> append(PendingMessage pending) {
		if (this.thread.isClosing()) {
			return CompletableFuture.failedFuture(closed());
		}
		this.inbox.put(pending);
		if (this.thread.isEnded()) {
			// The commit thread may have ended before it saw the entry.
			pending.completeExceptionally(closed());
		}
		return pending;
	}

	/**
	 * Submits changes, of which all or none are made, in the order of submission.
	 * @return completes with the engine's answers, one per change, when they are durable;
	 * with {@link JournalUnavailableException} if they can never be written, or the
	 * process stops before that
	 */
	public CompletableFuture<List<Object>> write(List<? extends Change> changes) {
		if (this.thread.isClosing()) {
			return CompletableFuture.failedFuture(closed());
		}
		Submission submission = new Submission(changes);
		this.inbox.put(submission);
		if (this.thread.isEnded()) {
			submission.completeExceptionally(closed());
		}
		return submission;
	}

	/**
	 * Submits changes and waits until they are durable. Blocks, for a few seconds at
	 * most.
	 * @throws JournalUnavailableException if the journal cannot be written now; after a
	 * timeout they may still be made later
	 */
	public List<Object> writeNow(List<? extends Change> changes) {
		requireWritable();
		try {
			return write(changes).get(SOON_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new JournalUnavailableException("It could not be stored yet; Wirepost keeps trying");
		}
		catch (TimeoutException ex) {
			throw new JournalUnavailableException("It could not be stored yet; Wirepost keeps trying");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof JournalUnavailableException unavailable) ? unavailable
					: new IllegalStateException(ex.getCause());
		}
	}

	private void requireWritable() {
		if (!state().writable()) {
			throw new JournalUnavailableException(state().detail());
		}
	}

	private static JournalUnavailableException closed() {
		return new JournalUnavailableException("The journal is closed");
	}

	@Override
	public boolean hasRoom() {
		return this.inbox.hasRoom();
	}

	@Override
	public double fill() {
		return this.inbox.fill();
	}

	@Override
	public void onRoom(Runnable listener) {
		this.inbox.onRoom(listener);
	}

	@Override
	public JournalState state() {
		return this.thread.state();
	}

	/** See {@link JournalFollower#onAppended}. */
	Subscription onAppended(Runnable listener) {
		// A separate object, so that the same listener can be registered twice.
		Runnable registered = listener::run;
		List<Runnable> listeners = this.thread.onAppended();
		listeners.add(registered);
		return () -> listeners.remove(registered);
	}

	@Override
	public long erase(DeviceId device) {
		awaitDurable();
		return this.store.erase(device);
	}

	/** Waits until everything submitted so far is durable. */
	private void awaitDurable() {
		requireWritable();
		Pending<?> latest = this.inbox.latest();
		if (latest == null) {
			return;
		}
		try {
			latest.get(DURABLE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw notDurable(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw notDurable(ex);
		}
	}

	private static JournalUnavailableException notDurable(Exception ex) {
		JournalUnavailableException unavailable = new JournalUnavailableException(
				"Earlier messages are not durable yet; try again");
		unavailable.initCause(ex);
		return unavailable;
	}

	/** Writes what was submitted, if that is possible within seconds, and ends. */
	@Override
	public void close() {
		this.thread.close();
	}

}
