package io.wirepost.engine.rocksdb;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.journal.MessageIds;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that become durable together. Once tried it has its segment and its statistics
 * for good: after a failure nobody knows whether it was written, and the same keys with
 * the same values do no harm if it was. For the writer's thread.
 */
final class Batch {

	/** So many messages have room. */
	static final int ROOM = 4096;

	private final List<Pending> pending = new ArrayList<>(ROOM);

	private final List<DeviceMessage> messages = new ArrayList<>(ROOM);

	private long bytes;

	private @Nullable SegmentStatistics statistics;

	/** There has to be room. Allocates nothing: what is taken must not be lost. */
	void add(Pending pending) {
		this.pending.add(pending);
		this.bytes += pending.message().payload().size();
	}

	/** Gives ids to those that have none yet. May be tried again after a failure. */
	void identify(MessageIds ids) {
		for (int i = this.messages.size(); i < this.pending.size(); i++) {
			Pending named = this.pending.get(i);
			this.messages.add(named.message().withId(ids.next()));
			named.forget();
		}
	}

	/** Those that have ids, in the order of these. */
	List<DeviceMessage> messages() {
		return this.messages;
	}

	/** In the same order; all of them. */
	List<Pending> pending() {
		return this.pending;
	}

	int size() {
		return this.pending.size();
	}

	boolean isEmpty() {
		return this.pending.isEmpty();
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
