package io.wirepost.connection;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.wirepost.message.DeviceId;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each device that was refused, but at most {@value #BURST} in
 * {@value #SECONDS} s: who guesses must not fill the log. The meter counts all of them.
 * Safe for all threads.
 */
final class RefusalLog {

	private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

	private static final int BURST = 50;

	private static final long SECONDS = 10;

	private long since = System.nanoTime();

	private int lines;

	private long left;

	void refused(@Nullable String listener, String remote, @Nullable DeviceId device, Refusal refusal) {
		refused(listener, remote, device, refusal, "");
	}

	/**
	 * @param why the rest of the line; may be empty
	 */
	synchronized void refused(@Nullable String listener, String remote, @Nullable DeviceId device, Refusal refusal,
			String why) {
		if (System.nanoTime() - this.since >= TimeUnit.SECONDS.toNanos(SECONDS)) {
			if (this.left > 0) {
				LOG.warn("{} more devices were refused in {} s", this.left, SECONDS);
			}
			this.since = System.nanoTime();
			this.lines = 0;
			this.left = 0;
		}
		if (this.lines == BURST) {
			this.left++;
			return;
		}
		this.lines++;
		LOG.warn("Listener {} refused {} from {}: {}{}", listener,
				(device != null) ? "device " + device : "a connection", remote,
				refusal.name().toLowerCase(Locale.ROOT).replace('_', '-'), why);
	}

}
