package io.wirepost.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.wirepost.delivery.PendingDelivery.Stage;
import io.wirepost.delivery.reply.Expectation;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device whose replies are awaited, at most {@value #MOST}, and as
 * many whose replies are late: for a while, a late reply could be taken for the reply to
 * the next request. For one thread at a time.
 */
final class OutstandingReplies {

	/** The most replies awaited from one device at a time. */
	static final int MOST = 1_000;

	/** The most time for which a connection that is being closed delays requests. */
	private static final Duration CLOSING = Duration.ofMinutes(1);

	/** How long a delivery that awaits no reply waits for its turn. */
	static final Duration TURN = Duration.ofSeconds(10);

	private final Map<Expectation, PendingDelivery> byExpectation = new LinkedHashMap<>();

	private final DeliveryEffects effects;

	/** How the device's replies are recognized, as far as that is known. */
	private ReplyPolicy policy = ReplyPolicy.DEFAULT;

	private int settling;

	OutstandingReplies(DeliveryEffects effects) {
		this.effects = effects;
	}

	boolean isEmpty() {
		return this.byExpectation.isEmpty();
	}

	/** It is known how the device's replies are recognized. */
	void expect(ReplyPolicy policy) {
		this.policy = policy;
	}

	/** An exchange has ended without what its last step expects. */
	void settle(PendingDelivery one) {
		boolean closes = this.policy.closesOnTimeout();
		one.stage = Stage.SETTLING;
		this.effects.start(DeliveryTimer.SETTLE, one, closes ? CLOSING : this.policy.settle(Duration.ZERO));
		if (closes) {
			this.effects.add(new DeliveryEffect.CloseConnection(one));
		}
	}

	/**
	 * How long a delivery waits for its turn: as long as its own reply is awaited, and
	 * one that comes late could hold it up.
	 */
	Duration turn(PendingDelivery one) {
		Duration awaited = one.awaitReply();
		if (awaited == null) {
			return TURN;
		}
		return one.isExchange() ? awaited : awaited.plus(this.policy.settle(awaited));
	}

	/**
	 * Whether a request has to wait, because another one's reply could be taken for its
	 * own; or an exchange, as it begins alone.
	 */
	boolean holdsUp(PendingDelivery one, long now) {
		if (one.isExchange()) {
			return !this.byExpectation.isEmpty();
		}
		Expectation expectation = one.expectation();
		if (this.byExpectation.size() - this.settling >= MOST) {
			return true;
		}
		PendingDelivery same = (expectation != null) ? this.byExpectation.get(expectation) : null;
		return same != null && (same.stage != Stage.SETTLING || now - same.settledNanos < 0);
	}

	/** A request was written; its reply is awaited from now on. */
	void await(PendingDelivery one, Duration awaitReply) {
		Expectation expectation = Objects.requireNonNull(one.expectation());
		PendingDelivery before = this.byExpectation.get(expectation);
		if (before != null) {
			remove(before);
		}
		one.stage = Stage.AWAITING_REPLY;
		this.byExpectation.put(expectation, one);
		this.effects.start(DeliveryTimer.REPLY, one, awaitReply);
	}

	/** A frame of a reply has arrived; more are to come, or silence. */
	void collected(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			one.replyFrames++;
			ReplyEnd end = reply(one).end();
			Duration quiet = (end != null) ? end.quiet() : null;
			if (quiet != null) {
				this.effects.start(DeliveryTimer.QUIET, one, quiet);
			}
		}
	}

	/** The last frame of a reply has arrived, in time or late. */
	void answered(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			one.replyFrames++;
			complete(one);
		}
		remove(one);
		one.stage = Stage.DONE;
	}

	/** Nothing came behind the last frame of a reply for a while. */
	void quiet(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			complete(one);
			this.effects.add(new DeliveryEffect.ReplyIsComplete(one));
			remove(one);
			one.stage = Stage.DONE;
			endIfReplied(one);
		}
	}

	/** The written message is durable. */
	void kept(PendingDelivery one, @Nullable MessageId message) {
		one.progress(one.progress().kept(message));
		if (one.awaitReply() == null) {
			this.effects.end(one, Delivery.Status.WRITTEN, null);
		}
		else {
			endIfReplied(one);
		}
	}

	/**
	 * It never will be. Its answer may come all the same, and holds up others as before.
	 */
	void notKept(PendingDelivery one, String why) {
		this.effects.giveUp(one, why);
	}

	/** A frame of a reply is durable. */
	void answerKept(PendingDelivery one, DeviceMessage reply) {
		if (!one.ended) {
			one.progress(one.progress().replied(reply));
			endIfReplied(one);
		}
	}

	void endIfReplied(PendingDelivery one) {
		if (one.isReplied()) {
			this.effects.end(one, Delivery.Status.REPLIED, null);
		}
	}

	private void complete(PendingDelivery one) {
		stopTimers(one);
		this.effects.add(new DeliveryEffect.KeepInTime(one));
	}

	private void stopTimers(PendingDelivery one) {
		this.effects.stop(DeliveryTimer.REPLY, one);
		this.effects.stop(DeliveryTimer.QUIET, one);
	}

	/** A reply does not end. */
	void answeredTooMuch(PendingDelivery one, long now) {
		if (one.stage == Stage.AWAITING_REPLY) {
			stopTimers(one);
			late(one, "reply-too-long", now);
		}
	}

	private static ReplyTerms reply(PendingDelivery one) {
		return Objects.requireNonNull(one.reply);
	}

	/** A reply did not arrive in time. For a while it could be taken for another's. */
	void timedOut(PendingDelivery one, long now) {
		if (one.stage == Stage.AWAITING_REPLY) {
			this.effects.stop(DeliveryTimer.QUIET, one);
			late(one, null, now);
		}
	}

	private void late(PendingDelivery one, @Nullable String failure, long now) {
		boolean closes = reply(one).policy().closesOnTimeout();
		settle(one, closes ? CLOSING : reply(one).policy().settle(Objects.requireNonNull(one.awaitReply())), now);
		this.effects.add(closes ? new DeliveryEffect.CloseConnection(one) : new DeliveryEffect.ReplyIsLate(one));
		this.effects.end(one, Delivery.Status.REPLY_TIMEOUT, failure);
	}

	/** A connection has closed: no more replies on it. */
	void closed(UUID connection) {
		for (PendingDelivery one : List.copyOf(this.byExpectation.values())) {
			if (connection.equals(one.connection)) {
				boolean awaited = one.stage == Stage.AWAITING_REPLY;
				remove(one);
				one.stage = Stage.DONE;
				if (awaited) {
					stopTimers(one);
					this.effects.end(one, Delivery.Status.REPLY_TIMEOUT, "connection-closed");
				}
			}
		}
	}

	/** For a while the reply could be taken for another's. */
	private void settle(PendingDelivery one, Duration settle, long now) {
		this.effects.start(DeliveryTimer.SETTLE, one, settle);
		one.stage = Stage.SETTLING;
		one.settledNanos = now + settle.toNanos();
		if (++this.settling > MOST) {
			this.byExpectation.values()
				.stream()
				.filter((each) -> each.stage == Stage.SETTLING)
				.findFirst()
				.ifPresent(this::remove);
		}
	}

	/** A reply is not awaited any more, and delays no others. */
	void remove(PendingDelivery one) {
		Expectation expectation = one.expectation();
		if (expectation != null && this.byExpectation.remove(expectation, one) && one.stage == Stage.SETTLING) {
			this.settling--;
			one.stage = Stage.DONE;
		}
	}

}
