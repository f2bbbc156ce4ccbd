package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.SteadyTime;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The journal in RocksDB: many appends become durable with one sync. Closing it writes
 * what it has taken; the store is closed after it.
 */
final class RocksDbMessageJournal implements MessageJournal, AutoCloseable {

	/** How long an erasure waits for what is in the inbox. */
	private static final long DURABLE_SECONDS = 10;

	private static final Duration RETENTION_PERIOD = Duration.ofSeconds(2);

	private final RocksDbStore store;

	private final Inbox inbox;

	private final JournalWriter writer;

	private final ScheduledExecutorService retention;

	private final Purge purge;

	private RocksDbMessageJournal(RocksDbStore store, Inbox inbox, JournalWriter writer,
			ScheduledExecutorService retention) {
		this.store = store;
		this.inbox = inbox;
		this.writer = writer;
		this.retention = retention;
		this.purge = new Purge(store);
	}

	/** Begins to take messages, behind the last that the store has. */
	static RocksDbMessageJournal start(RocksDbStore store, JournalSettings settings, StoreSizes sizes, Clock clock,
			SteadyTime time, RandomGenerator random, JournalMeters meters) throws IOException, RocksDBException {
		Inbox inbox = new Inbox(settings.inbox());
		meters.inbox(inbox::waiting);
		MessageId last = store.use((database) -> database.current().statistics().last());
		JournalWriter writer = new JournalWriter(store, inbox, new MessageIds(clock, random, last), clock,
				new BatchWriter(sizes.segment(), Retention.segmentAge(settings.retention()).toMillis()),
				new FreeSpace(store.directory().path(), settings.reserve()), meters);
		ScheduledExecutorService retention = Executors.newSingleThreadScheduledExecutor(daemons());
		meters.writable(() -> writer.state().writable());
		writer.start();
		retention.scheduleWithFixedDelay(new Retention(store, settings.retention(), time, meters), 0,
				RETENTION_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		return new RocksDbMessageJournal(store, inbox, writer, retention);
	}

	private static ThreadFactory daemons() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-retention-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message) {
		if (this.writer.isClosing()) {
			return CompletableFuture.failedFuture(closed());
		}
		Pending pending = this.inbox.put(message);
		if (this.writer.isEnded()) {
			// The writer may not have seen it any more.
			pending.completeExceptionally(closed());
		}
		return pending;
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
		return this.writer.state();
	}

	@Override
	public Optional<DeviceMessage> find(MessageId id) {
		return this.store.read((database) -> new MessageReader(database).find(id));
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return this.store.read((database) -> new MessageReader(database).read(query));
	}

	@Override
	public long erase(DeviceId device) {
		awaitDurable();
		MessageId last = this.store.read((database) -> database.current().statistics().last());
		if (last == null) {
			return 0;
		}
		Erasure erasure = new Erasure(device, last);
		try {
			boolean more;
			do {
				// One use for each step: a store that has to be opened anew need not wait
				// long.
				more = this.store.use(erasure::step);
			}
			while (more);
			return erasure.erased();
		}
		catch (RocksDBException ex) {
			this.store.suspect();
			throw RocksDbStore.unavailable("The messages of %s cannot be erased".formatted(device), ex);
		}
		finally {
			this.purge.add(erasure.segments());
		}
	}

	/** Waits until all that was appended so far is durable. */
	private void awaitDurable() {
		if (!state().writable()) {
			throw new JournalUnavailableException(state().detail());
		}
		Pending latest = this.inbox.latest();
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
				"Earlier messages are not durable yet; try again in a moment");
		unavailable.initCause(ex);
		return unavailable;
	}

	@Override
	public @Nullable MessageId droppedUpTo() {
		return this.store.read(Database::droppedUpTo);
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		// Of its own, so that the same listener can be registered twice.
		Runnable registered = listener::run;
		List<Runnable> listeners = this.writer.onAppended();
		listeners.add(registered);
		return () -> listeners.remove(registered);
	}

	@Override
	public void close() {
		this.retention.shutdown();
		this.purge.close();
		this.writer.close();
	}

}
