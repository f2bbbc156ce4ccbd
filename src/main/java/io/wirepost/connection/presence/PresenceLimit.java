package io.wirepost.connection.presence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.wirepost.message.DeviceId;

/**
 * Limits how often a device's presence is recorded, so that one that is replaced all the
 * time does not drown the others' records. Safe for all threads; does not block.
 */
final class PresenceLimit {

	/** The connections of a device that are recorded however fast they come. */
	static final int BURST = 10;

	/** After that, one connection in this time. */
	static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The most devices whose connections are counted, about 100 bytes each. A device is
	 * forgotten once it may have a whole burst again, so this takes 50,000 connections a
	 * second; a device beyond it is recorded without being counted.
	 */
	static final int DEVICES = 50_000;

	private final LongSupplier nanoTime;

	private final int devices;

	/** When each device may have a whole burst again. */
	private final Map<DeviceId, Long> wholeAt = new ConcurrentHashMap<>();

	private final AtomicLong sweepAt;

	PresenceLimit() {
		this(System::nanoTime, DEVICES);
	}

	PresenceLimit(LongSupplier nanoTime, int devices) {
		this.nanoTime = nanoTime;
		this.devices = devices;
		this.sweepAt = new AtomicLong(nanoTime.getAsLong() + EACH_NANOS);
	}

	/** Whether a device's next connection is recorded. */
	boolean allows(DeviceId device) {
		long now = this.nanoTime.getAsLong();
		sweep(now);
		if (this.wholeAt.size() >= this.devices && !this.wholeAt.containsKey(device)) {
			return true;
		}
		boolean[] allowed = new boolean[1];
		this.wholeAt.compute(device, (key, before) -> {
			long whole = (before == null || before - now < 0) ? now : before;
			allowed[0] = whole - now <= (BURST - 1) * EACH_NANOS;
			return allowed[0] ? whole + EACH_NANOS : whole;
		});
		return allowed[0];
	}

	/** Forgets the devices that may have a whole burst, once a second. */
	private void sweep(long now) {
		long due = this.sweepAt.get();
		if (now - due >= 0 && this.sweepAt.compareAndSet(due, now + EACH_NANOS)) {
			this.wholeAt.values().removeIf((whole) -> whole - now <= 0);
		}
	}

	/** The number of devices that are counted. */
	int size() {
		return this.wholeAt.size();
	}

}
