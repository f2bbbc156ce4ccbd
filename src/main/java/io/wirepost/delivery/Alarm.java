package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * Wakes a lane that sleeps, one plan at a time: soon where there is a way already, and
 * later and later where a device does not answer when it is dialled. Guarded by the
 * lane's lock.
 */
final class Alarm {

	private static final Duration FIRST = Duration.ofSeconds(1);

	private static final Duration LAST = Duration.ofMinutes(1);

	private final Timers timers;

	private final Runnable wake;

	private @Nullable Future<?> planned;

	private int failedDials;

	Alarm(Timers timers, Runnable wake) {
		this.timers = timers;
		this.wake = wake;
	}

	void soon() {
		after(FIRST);
	}

	/** A dial has failed. */
	void later() {
		Duration pause = FIRST.multipliedBy(1L << Math.min(this.failedDials++, 6));
		after((pause.compareTo(LAST) < 0) ? pause : LAST);
	}

	/** The device has taken something: the next pause is short again. */
	void reset() {
		this.failedDials = 0;
	}

	private void after(Duration pause) {
		if (this.planned != null) {
			this.planned.cancel(false);
		}
		this.planned = this.timers.after(pause, this.wake);
	}

}
