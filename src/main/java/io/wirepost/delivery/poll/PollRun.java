package io.wirepost.delivery.poll;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import org.jspecify.annotations.Nullable;

/**
 * A poll under way: rounds at a fixed rate on the monotonic clock, the first one interval
 * after it was started. A round that is missed is not caught up. Holds the devices of one
 * round at a time, as far as they are not sent to yet.
 * <p>
 * Devices are looked for on {@code wirepost-polls}, as that may read the store; sends
 * begin on {@code wirepost-poll-sends}.
 */
final class PollRun {

	private final String name;

	private final PollSettings settings;

	private final DevicePattern pattern;

	private final PollFigures figures;

	private final Parts parts;

	/** The time of the next round, of {@link System#nanoTime()}. */
	private long next;

	/** Begins the next round. */
	private volatile @Nullable Future<?> roundTimer;

	/** Devices that are not sent to yet, in the order of their times. */
	private Deque<Turn> turns = new ArrayDeque<>();

	/** Sends what comes next. */
	private @Nullable Future<?> sendTimer;

	private volatile boolean stopped;

	PollRun(String name, PollSettings settings, PollFigures figures, Parts parts) {
		this.name = name;
		this.settings = settings;
		this.pattern = settings.pattern();
		this.figures = figures;
		this.parts = parts;
	}

	PollSettings settings() {
		return this.settings;
	}

	PollFigures figures() {
		return this.figures;
	}

	/** Begins; called once. */
	void start() {
		this.next = System.nanoTime() + this.settings.every().toNanos();
		scheduleRound();
	}

	/** Nothing more is sent. What is under way goes on. */
	void stop() {
		this.stopped = true;
		cancel(this.roundTimer);
		schedule(this.parts.sends(), () -> begin(new ArrayDeque<>()), System.nanoTime());
	}

	private static void cancel(@Nullable Future<?> timer) {
		if (timer != null) {
			timer.cancel(false);
		}
	}

	private void scheduleRound() {
		this.roundTimer = schedule(this.parts.rounds(), this::round, this.next);
		if (this.stopped) {
			// It may have been stopped before the timer could be seen.
			cancel(this.roundTimer);
		}
	}

	private static @Nullable Future<?> schedule(ScheduledExecutorService executor, Runnable task, long at) {
		try {
			return executor.schedule(task, Math.max(0, at - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Wirepost is stopping.
			return null;
		}
	}

	private void round() {
		if (this.stopped) {
			return;
		}
		try {
			Collection<DeviceId> devices = this.parts.targets().of(this.settings, this.pattern);
			this.figures.ran(this.parts.clock().instant(), devices.size());
			Deque<Turn> spread = spread(devices, System.nanoTime());
			schedule(this.parts.sends(), () -> begin(spread), System.nanoTime());
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			this.figures.warn("to find its devices", ex);
		}
		finally {
			this.next = following(this.next, this.settings.every().toNanos(), System.nanoTime());
			scheduleRound();
		}
	}

	/** The time of the round behind this one, without those that are missed. */
	static long following(long round, long every, long now) {
		long late = Math.max(0, now - round);
		return round + (late / every + 1) * every;
	}

	private Deque<Turn> spread(Collection<DeviceId> devices, long begin) {
		long jitter = this.settings.spread().toNanos();
		return devices.stream()
			.map((device) -> new Turn(begin + this.parts.random().nextLong(jitter + 1), device))
			.sorted(Comparator.comparingLong((turn) -> turn.at() - begin))
			.collect(Collectors.toCollection(ArrayDeque::new));
	}

	private void begin(Deque<Turn> round) {
		cancel(this.sendTimer);
		if (!this.stopped) {
			// Left over only if sending is late by more than a round.
			this.figures.skipped(this.turns.size());
		}
		this.turns = round;
		sendNext();
	}

	private void sendNext() {
		while (!this.stopped && !this.turns.isEmpty()) {
			Turn turn = this.turns.element();
			if (turn.at() - System.nanoTime() > 0) {
				this.sendTimer = schedule(this.parts.sends(), this::sendNext, turn.at());
				return;
			}
			this.turns.remove();
			this.parts.sender().send(this.name, this.settings, turn.device(), this.figures);
		}
		this.turns.clear();
	}

	/** When it is a device's turn. */
	private record Turn(long at, DeviceId device) {
	}

	/**
	 * What all polls share.
	 *
	 * @param rounds looks for devices, on one thread
	 * @param sends begins sends, on one thread
	 * @param random used on the thread of rounds
	 */
	record Parts(ScheduledExecutorService rounds, ScheduledExecutorService sends, PollTargets targets,
			PollSender sender, RandomGenerator random, Clock clock) {
	}

}
