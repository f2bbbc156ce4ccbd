package io.wirepost.engine.postgres;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * How far followers may read: not beyond the oldest transaction that still runs, since it
 * may add messages before those of later transactions. A follower that stopped there is
 * woken a little later. Safe for all threads.
 */
final class Horizon implements AutoCloseable {

	private static final long WAIT_MILLIS = 20;

	private final ScheduledExecutorService timer;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicBoolean waiting = new AtomicBoolean();

	Horizon() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-horizon-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
	}

	/** Registers who is told that followers may be able to read on; must not block. */
	void onPassed(Runnable listener) {
		this.listeners.add(listener);
	}

	/** Whether anybody is told. */
	boolean isFollowed() {
		return !this.listeners.isEmpty();
	}

	/** Another process has written. */
	void passed() {
		this.listeners.forEach(Runnable::run);
	}

	/** A follower stopped before messages that are there. */
	void stoppedAt() {
		if (this.waiting.compareAndSet(false, true)) {
			this.timer.schedule(this::wake, WAIT_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void wake() {
		this.waiting.set(false);
		passed();
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
