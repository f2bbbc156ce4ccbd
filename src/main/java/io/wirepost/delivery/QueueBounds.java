package io.wirepost.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/** Counts and bounds what waits for devices that are away. Safe for all threads. */
final class QueueBounds {

	private final DeliverySettings.Queue settings;

	private final Map<DeviceId, Integer> byDevice = new ConcurrentHashMap<>();

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	QueueBounds(DeliverySettings.Queue settings) {
		this.settings = settings;
	}

	/**
	 * Checks what waits at other replicas, or in the store alone, as well.
	 * @throws QueueFullException if a bound is reached
	 */
	void check(QueueSharing.Load load, int size) {
		if (load.ofDevice() >= this.settings.perDevice()) {
			throw full("%d messages wait for this device already (wirepost.deliveries.queue.per-device)",
					load.ofDevice());
		}
		if (load.messages() >= this.settings.messages()) {
			throw full("%d messages wait already (wirepost.deliveries.queue.messages)", load.messages());
		}
		if (load.bytes() + size > this.settings.size().toBytes()) {
			throw full("%d bytes wait already (wirepost.deliveries.queue.size)", load.bytes());
		}
	}

	/**
	 * Counts one more message.
	 * @throws QueueFullException if a bound is reached
	 */
	void enter(DeviceId device, int size) {
		int before = this.byDevice.getOrDefault(device, 0);
		if (before >= this.settings.perDevice()) {
			throw full("%d messages wait for this device already (wirepost.deliveries.queue.per-device)", before);
		}
		if (this.messages.get() >= this.settings.messages()) {
			throw full("%d messages wait already (wirepost.deliveries.queue.messages)", this.messages.get());
		}
		if (this.bytes.get() + size > this.settings.size().toBytes()) {
			throw full("%d bytes wait already (wirepost.deliveries.queue.size)", this.bytes.get());
		}
		restore(device, size);
	}

	private static QueueFullException full(String what, Number count) {
		return new QueueFullException(what.formatted(count) + "; try again later");
	}

	/** Counts a message from before the restart. */
	void restore(DeviceId device, int size) {
		this.byDevice.merge(device, 1, Integer::sum);
		this.messages.incrementAndGet();
		this.bytes.addAndGet(size);
	}

	/** A message does not wait any more. */
	void leave(DeviceId device, int size) {
		this.byDevice.computeIfPresent(device, (key, count) -> (count > 1) ? count - 1 : null);
		this.messages.decrementAndGet();
		this.bytes.addAndGet(-size);
	}

	/** The number of messages that wait for a device. */
	int of(@Nullable DeviceId device) {
		return (device != null) ? this.byDevice.getOrDefault(device, 0) : 0;
	}

	/** The number of messages that wait in all. */
	int messages() {
		return this.messages.get();
	}

}
