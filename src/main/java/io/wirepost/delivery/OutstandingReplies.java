package io.wirepost.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.wirepost.delivery.PendingDelivery.Stage;
import io.wirepost.delivery.reply.Expectation;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device whose replies are awaited, at most {@value #MOST}, and as
 * many whose replies are late: for a while, a late reply could be taken for the reply to
 * the next request. For one thread at a time.
 */
final class OutstandingReplies {

	/** The most replies awaited from one device at a time. */
	static final int MOST = 1_000;

	/** The least time for which a late reply delays the next request. */
	private static final Duration SETTLE_LEAST = Duration.ofSeconds(2);

	/** The most time for which a late reply delays the next request. */
	private static final Duration SETTLE_MOST = Duration.ofSeconds(5);

	private final Map<Expectation, PendingDelivery> byExpectation = new LinkedHashMap<>();

	private final DeliveryEffects effects;

	private int settling;

	OutstandingReplies(DeliveryEffects effects) {
		this.effects = effects;
	}

	boolean isEmpty() {
		return this.byExpectation.isEmpty();
	}

	/**
	 * Whether a request has to wait, because another one's reply could be taken for its
	 * own.
	 */
	boolean holdsUp(@Nullable Expectation expectation, long now) {
		if (this.byExpectation.size() - this.settling >= MOST) {
			return true;
		}
		PendingDelivery same = (expectation != null) ? this.byExpectation.get(expectation) : null;
		return same != null && (same.stage != Stage.SETTLING || now - same.settledNanos < 0);
	}

	/** A request was written; its reply is awaited from now on. */
	void await(PendingDelivery one, Duration awaitReply) {
		Expectation expectation = Objects.requireNonNull(one.expectation);
		PendingDelivery before = this.byExpectation.get(expectation);
		if (before != null) {
			remove(before);
		}
		one.stage = Stage.AWAITING_REPLY;
		this.byExpectation.put(expectation, one);
		this.effects.start(DeliveryTimer.REPLY, one, awaitReply);
	}

	/** A reply has arrived, in time or late. */
	void answered(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			this.effects.stop(DeliveryTimer.REPLY, one);
			this.effects.add(new DeliveryEffect.KeepInTime(one));
		}
		remove(one);
		one.stage = Stage.DONE;
	}

	/** A reply did not arrive in time. For a while it could be taken for another's. */
	void timedOut(PendingDelivery one, long now) {
		if (one.stage == Stage.AWAITING_REPLY) {
			this.effects.start(DeliveryTimer.SETTLE, one, settle(one, now));
			this.effects.add(new DeliveryEffect.ReplyIsLate(one));
			this.effects.end(one, Delivery.Status.REPLY_TIMEOUT, null);
		}
	}

	/** A connection has closed: no more replies on it. */
	void closed(UUID connection) {
		for (PendingDelivery one : List.copyOf(this.byExpectation.values())) {
			if (connection.equals(one.connection)) {
				boolean awaited = one.stage == Stage.AWAITING_REPLY;
				remove(one);
				one.stage = Stage.DONE;
				if (awaited) {
					this.effects.stop(DeliveryTimer.REPLY, one);
					this.effects.end(one, Delivery.Status.REPLY_TIMEOUT, "connection-closed");
				}
			}
		}
	}

	/** As long as the reply was awaited, within bounds. */
	private Duration settle(PendingDelivery one, long now) {
		Duration awaited = Objects.requireNonNull(one.awaitReply());
		Duration settle = (awaited.compareTo(SETTLE_LEAST) < 0) ? SETTLE_LEAST
				: (awaited.compareTo(SETTLE_MOST) > 0) ? SETTLE_MOST : awaited;
		one.stage = Stage.SETTLING;
		one.settledNanos = now + settle.toNanos();
		if (++this.settling > MOST) {
			this.byExpectation.values()
				.stream()
				.filter((each) -> each.stage == Stage.SETTLING)
				.findFirst()
				.ifPresent(this::remove);
		}
		return settle;
	}

	/** A reply is not awaited any more, and delays no others. */
	void remove(PendingDelivery one) {
		if (one.expectation != null && this.byExpectation.remove(one.expectation, one) && one.stage == Stage.SETTLING) {
			this.settling--;
			one.stage = Stage.DONE;
		}
	}

}
