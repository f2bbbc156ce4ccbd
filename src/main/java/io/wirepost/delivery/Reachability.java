package io.wirepost.delivery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether a device can be sent to, as far as its queue knows, and when that is looked at
 * again: soon where there is a way already, and later and later where the device does not
 * answer when it is dialled. For one thread at a time.
 */
final class Reachability {

	private static final Duration FIRST = Duration.ofSeconds(1);

	private static final Duration LAST = Duration.ofMinutes(1);

	private static final int MOST_DOUBLINGS = 6;

	/** Why nothing is sent until the device comes; null while that is not so. */
	private @Nullable RuntimeException obstacle;

	/** Whether the device came since it was last looked for. */
	private boolean cameMeanwhile;

	private int failedDials;

	boolean isBlocked() {
		return this.obstacle != null;
	}

	/**
	 * Somebody wants to send now: reason enough to look for a device that was away, or
	 * dial it, once more.
	 * @return why that is no use; null if it may be
	 */
	@Nullable RuntimeException tryNow() {
		if (this.obstacle instanceof DeviceNotConnectedException) {
			this.obstacle = null;
		}
		return this.obstacle;
	}

	/** The device is being looked for. */
	void look() {
		this.cameMeanwhile = false;
	}

	boolean cameMeanwhile() {
		return this.cameMeanwhile;
	}

	void came() {
		this.cameMeanwhile = true;
		this.obstacle = null;
	}

	void lookAgain() {
		this.obstacle = null;
	}

	/** The device has taken something: the next pause is short again. */
	void took() {
		this.failedDials = 0;
	}

	/**
	 * Nothing is sent for now.
	 * @param dialled whether the device is dialled, so that it never comes by itself
	 * @return after how long it is to be looked for again; null if it will come by itself
	 */
	@Nullable Duration block(RuntimeException why, boolean dialled) {
		this.obstacle = why;
		if (!(why instanceof DeviceNotConnectedException)) {
			return FIRST;
		}
		return dialled ? nextRedial() : null;
	}

	/** As {@link #block}, where no dial has failed so far. */
	@Nullable Duration blockUndialled(RuntimeException why, boolean dialled) {
		this.obstacle = why;
		return dialled ? FIRST : null;
	}

	private Duration nextRedial() {
		Duration pause = FIRST.multipliedBy(1L << Math.min(this.failedDials++, MOST_DOUBLINGS));
		return (pause.compareTo(LAST) < 0) ? pause : LAST;
	}

}
