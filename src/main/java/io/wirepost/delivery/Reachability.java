package io.wirepost.delivery;

import java.time.Duration;

import io.wirepost.settings.Backoff;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device can be sent to, as far as its queue knows, and when to check again:
 * soon if the device is connected or the journal was unavailable, with growing pauses if
 * dialling fails. For one thread at a time.
 */
final class Reachability {

	private static final Backoff REDIAL = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

	/** Why nothing is sent for now; null if the queue is not blocked. */
	private @Nullable RuntimeException obstacle;

	/** Whether the device connected since it was last looked for. */
	private boolean cameMeanwhile;

	private int failedDials;

	boolean isBlocked() {
		return this.obstacle != null;
	}

	/**
	 * A delivery wants to be sent now, so look for the device once more, even if it was
	 * away.
	 * @return why that is pointless; null if it is not
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

	/** A message was written: the next pause is short again. */
	void took() {
		this.failedDials = 0;
	}

	/**
	 * Blocks the queue.
	 * @param dialled whether the device is dialled, so that it does not connect by itself
	 * @return the pause before looking for it again; null if it connects by itself
	 */
	@Nullable Duration block(RuntimeException why, boolean dialled) {
		this.obstacle = why;
		if (!(why instanceof DeviceNotConnectedException)) {
			return REDIAL.first();
		}
		return dialled ? REDIAL.bound(++this.failedDials) : null;
	}

	/** As {@link #block}, if no dial has failed so far. */
	@Nullable Duration blockUndialled(RuntimeException why, boolean dialled) {
		this.obstacle = why;
		return dialled ? REDIAL.first() : null;
	}

}
