package io.wirepost.delivery.reply;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.wirepost.delivery.reply.AwaitedReplies.Answer;
import io.wirepost.delivery.reply.AwaitingDelivery.Progress;
import io.wirepost.message.DeviceId;
import io.wirepost.protocol.ReceivedFrame;
import org.jspecify.annotations.Nullable;

/**
 * The requests written on one connection whose replies may still arrive. Used on the
 * connection's event loop.
 */
final class ReplyTable {

	/** The most late requests; the oldest are dropped. */
	private static final int MOST_LATE = 1_000;

	private final Map<Key, Entry> entries = new LinkedHashMap<>();

	/** The number of entries of each matcher. */
	private final Map<ReplyMatcher, Integer> matchers = new LinkedHashMap<>();

	private int late;

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Adds a written request. An earlier one that expects the same reply is dropped.
	 */
	void add(@Nullable DeviceId device, ReplyTerms terms, AwaitingDelivery delivery) {
		Key key = new Key(device, terms.expectation());
		remove(key);
		this.entries.put(key, new Entry(key, terms, delivery));
		this.matchers.merge(terms.expectation().matcher(), 1, Integer::sum);
	}

	/** The reply of a request is complete. */
	void complete(@Nullable DeviceId device, Expectation expectation, UUID delivery) {
		Key key = new Key(device, expectation);
		Entry entry = this.entries.get(key);
		if (entry != null && entry.delivery.id().equals(delivery)) {
			remove(key);
		}
	}

	/**
	 * Marks a request as late: its reply is not awaited any more, but may still arrive.
	 */
	void late(@Nullable DeviceId device, Expectation expectation, UUID delivery, long untilNanos) {
		Entry entry = this.entries.get(new Key(device, expectation));
		if (entry != null && !entry.late && entry.delivery.id().equals(delivery)) {
			entry.late = true;
			entry.lateUntil = untilNanos;
			if (++this.late > MOST_LATE) {
				this.entries.values()
					.stream()
					.filter((one) -> one.late)
					.findFirst()
					.ifPresent((oldest) -> remove(oldest.key));
			}
		}
	}

	/** Removes the requests to a device that left the connection. */
	void remove(DeviceId device) {
		this.entries.keySet()
			.stream()
			.filter((key) -> device.equals(key.device()))
			.toList()
			.forEach((key) -> remove(key));
	}

	private void remove(Key key) {
		Entry entry = this.entries.remove(key);
		if (entry != null) {
			this.matchers.computeIfPresent(key.expectation().matcher(),
					(matcher, count) -> (count > 1) ? count - 1 : null);
			if (entry.late) {
				this.late--;
			}
		}
	}

	/** Whether a reply is awaited. */
	boolean isAwaited() {
		return this.entries.size() > this.late;
	}

	/**
	 * Takes a frame as the reply, or part of the reply, of a request, and removes that
	 * once its reply is complete.
	 * @return null if it answers none
	 */
	@Nullable Answer take(@Nullable DeviceId device, ReceivedFrame frame, long nowNanos) {
		Entry entry = find(device, frame);
		if (entry == null) {
			return null;
		}
		Progress progress = entry.collect(frame);
		boolean forgotten = entry.isForgotten(nowNanos);
		if (progress != Progress.PARTIAL || forgotten) {
			remove(entry.key);
		}
		return forgotten ? null : new Answer(entry.delivery, entry.late, progress);
	}

	/**
	 * Finds the request that a frame answers. There may be several candidates, if the
	 * matcher was changed meanwhile, or if some requests were sent to the device and some
	 * to the connection. An awaited one wins over a late one, one for the device over one
	 * for the connection, and one with a correlation id over one that any frame answers.
	 */
	private @Nullable Entry find(@Nullable DeviceId device, ReceivedFrame frame) {
		Entry best = null;
		for (ReplyMatcher matcher : this.matchers.keySet()) {
			String correlationId = matcher.ofReply(frame.payload(), frame.charset());
			if (correlationId != null) {
				Expectation expectation = new Expectation(matcher, correlationId);
				best = better(best, this.entries.get(new Key(device, expectation)), frame);
				best = (device != null) ? better(best, this.entries.get(new Key(null, expectation)), frame) : best;
			}
		}
		return best;
	}

	private static @Nullable Entry better(@Nullable Entry one, @Nullable Entry other, ReceivedFrame frame) {
		boolean better = other != null && (one == null || other.rank() > one.rank()) && !other.terms.ignores(frame);
		return better ? other : one;
	}

	/** The key of a request. */
	private record Key(@Nullable DeviceId device, Expectation expectation) {
	}

	/** A request whose answer may still come. */
	private static final class Entry {

		private final Key key;

		private final ReplyTerms terms;

		private final AwaitingDelivery delivery;

		private boolean late;

		private long lateUntil;

		/** The frames of its reply so far. */
		private int frames;

		/** Their bytes. */
		private long bytes;

		private Entry(Key key, ReplyTerms terms, AwaitingDelivery delivery) {
			this.key = key;
			this.terms = terms;
			this.delivery = Objects.requireNonNull(delivery);
		}

		private Progress collect(ReceivedFrame frame) {
			this.frames++;
			this.bytes += frame.payload().size();
			if (this.terms.isCompletedBy(frame, this.frames)) {
				return Progress.COMPLETE;
			}
			boolean fits = this.frames < ReplyEnd.MOST_FRAMES && this.bytes <= ReplyEnd.MOST_BYTES
					&& (this.late || this.delivery.hold(frame.payload().size()));
			return fits ? Progress.PARTIAL : Progress.TOO_LONG;
		}

		private boolean isForgotten(long nowNanos) {
			return this.late && nowNanos - this.lateUntil > 0;
		}

		private int rank() {
			return (this.late ? 0 : 4) + ((this.key.device() != null) ? 2 : 0)
					+ (this.key.expectation().matcher().takesAnyFrame() ? 0 : 1);
		}

	}

}
