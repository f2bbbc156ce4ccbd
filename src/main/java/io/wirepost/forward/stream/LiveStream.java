package io.wirepost.forward.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.forward.FollowerThrottle;
import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.Subscription;
import io.wirepost.message.Position;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Live streams of messages to clients: any number of streams on a few threads. It stops
 * before the web server does, which would wait for the streams. Safe for all threads.
 */
@Component
public class LiveStream implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(LiveStream.class);

	/**
	 * At most half of the processors, so that devices have the other half.
	 */
	private static final int THREADS = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

	/**
	 * The least time between two wake-ups, so that many messages go out in one write.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long YIELD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long STOP_SECONDS = 5;

	private final StreamSettings settings;

	private final MessageJournal journal;

	private final JournalFollower follower;

	private final PageCache pages;

	private final ScheduledThreadPoolExecutor executor;

	private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicBoolean wakeUpDue = new AtomicBoolean();

	private final FollowerThrottle throttle = new FollowerThrottle();

	private volatile long restUntil = System.nanoTime();

	private volatile long wokenAt = System.nanoTime() - PAUSE_NANOS;

	private volatile boolean running;

	/** Permanently: streams may be opened before the start, but not after the stop. */
	private volatile boolean stopped;

	private volatile @Nullable Subscription subscription;

	LiveStream(SettingsReader reader, MessageJournal journal, JournalFollower follower, JsonMapper json,
			MeterRegistry registry) {
		this.settings = reader.read("wirepost.stream", StreamSettings.class);
		this.journal = journal;
		this.follower = follower;
		this.pages = new PageCache(follower, new StreamEncoder(json));
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-stream-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(THREADS, threads);
		Gauge.builder("wirepost.stream.subscribers", this.open::get)
			.description("Live streams that are open")
			.register(registry);
	}

	/**
	 * Opens a stream.
	 * @param after the position where it begins, at which there need not be a message;
	 * null to begin with new messages
	 * @param sink its output
	 * @return the stream, which is to be woken when the sink is ready
	 * @throws TooManyStreamsException if too many are open
	 */
	public LiveReader open(StreamFilter filter, @Nullable Position after, EventSink sink) {
		Position cursor = (after != null) ? this.follower.startAt(after) : this.pages.newest();
		if (this.open.incrementAndGet() > this.settings.limit()) {
			this.open.decrementAndGet();
			throw new TooManyStreamsException(this.settings.limit());
		}
		AtomicBoolean ended = new AtomicBoolean();
		LiveReader[] self = new LiveReader[1];
		LiveReader reader = new LiveReader(this.pages, filter, cursor, sink, this::execute, () -> {
			if (ended.compareAndSet(false, true)) {
				left(self[0]);
			}
		});
		self[0] = reader;
		this.readers.add(reader);
		if (this.stopped) {
			reader.end();
		}
		return reader;
	}

	/** While devices wait for the journal, streams wait too. */
	private void execute(Runnable turn) {
		long wait = this.journal.hasRoom() ? this.restUntil - System.nanoTime() : YIELD_NANOS;
		if (wait <= 0 || this.stopped) {
			this.executor.execute(() -> run(turn));
		}
		else {
			this.executor.schedule(() -> run(turn), wait, TimeUnit.NANOSECONDS);
		}
	}

	private void run(Runnable turn) {
		long begin = System.nanoTime();
		if (begin - this.restUntil < 0 && !this.stopped) {
			// Another stream has used up the time meanwhile.
			execute(turn);
			return;
		}
		turn.run();
		long end = System.nanoTime();
		this.restUntil = end + this.throttle.restAfter(end - begin);
	}

	/** Drops cached pages, because messages were erased. */
	public void readAnew() {
		this.pages.clear();
	}

	private void left(LiveReader reader) {
		this.readers.remove(reader);
		if (this.open.decrementAndGet() == 0) {
			this.pages.clear();
		}
	}

	/** Called on a thread of the journal. */
	private void appended() {
		this.pages.appended();
		this.throttle.appended();
		if (this.open.get() > 0 && this.wakeUpDue.compareAndSet(false, true)) {
			long wait = Math.max(0, this.wokenAt + PAUSE_NANOS - System.nanoTime());
			try {
				this.executor.schedule(this::wakeAll, wait, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				log.debug("Streams have ended", ex);
			}
		}
	}

	private void wakeAll() {
		this.wokenAt = System.nanoTime();
		this.wakeUpDue.set(false);
		this.readers.forEach(LiveReader::wake);
	}

	private void checkAll() {
		long now = System.nanoTime();
		try {
			this.readers.forEach((reader) -> reader.check(now, this.settings));
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			log.warn("The check of the streams failed", ex);
		}
	}

	@Override
	public void start() {
		long period = Math.min(TimeUnit.SECONDS.toNanos(1),
				Math.min(this.settings.heartbeat().toNanos(), this.settings.patience().toNanos()) / 4);
		this.executor.scheduleWithFixedDelay(this::checkAll, period, period, TimeUnit.NANOSECONDS);
		this.subscription = this.follower.onAppended(this::appended);
		this.pages.appended();
		this.executor.execute(this::wakeAll);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.stopped = true;
		Subscription registered = this.subscription;
		if (registered != null) {
			registered.close();
		}
		this.readers.forEach(LiveReader::end);
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
				log.warn("Streams did not end within {} s", STOP_SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE;
	}

}
