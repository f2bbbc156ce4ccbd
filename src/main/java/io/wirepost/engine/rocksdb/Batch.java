package io.wirepost.engine.rocksdb;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that become durable together. Once tried it has its segment and its statistics
 * for good: after a failure nobody knows whether it was written, and the same keys with
 * the same values do no harm if it was. For the writer's thread.
 */
final class Batch {

	private final List<Pending> pending = new ArrayList<>();

	private final List<DeviceMessage> messages = new ArrayList<>();

	private long bytes;

	private @Nullable SegmentStatistics statistics;

	void add(Pending pending, DeviceMessage message) {
		this.pending.add(pending);
		this.messages.add(message);
		this.bytes += message.payload().size();
	}

	/** With their ids, in the order of these. */
	List<DeviceMessage> messages() {
		return this.messages;
	}

	/** In the same order. */
	List<Pending> pending() {
		return this.pending;
	}

	int size() {
		return this.messages.size();
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	/** Of the payloads. */
	long bytes() {
		return this.bytes;
	}

	/** Whether it was tried before. */
	boolean isPlaced() {
		return this.statistics != null;
	}

	/** What the segment's statistics are with these messages. */
	SegmentStatistics place(SegmentStatistics before, long now) {
		if (this.statistics == null) {
			SegmentStatistics after = before;
			for (DeviceMessage message : this.messages) {
				after = after.with(message, now);
			}
			this.statistics = after;
		}
		return this.statistics;
	}

	void clear() {
		this.pending.clear();
		this.messages.clear();
		this.bytes = 0;
		this.statistics = null;
	}

}
