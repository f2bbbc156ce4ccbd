package io.wirepost.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wirepost.delivery.PendingDelivery.Stage;
import io.wirepost.delivery.reply.Expectation;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device whose answers are awaited, at most {@value #MOST}, and as
 * many whose answers are late: for a while, a late answer could still pass for the answer
 * to the next request. For one thread at a time.
 */
final class OutstandingReplies {

	/** The most answers awaited of one device at a time. */
	static final int MOST = 1_000;

	/** How long a late answer holds up the next request, at least. */
	private static final Duration SETTLE_LEAST = Duration.ofSeconds(2);

	/** How long a late answer holds up the next request, at most. */
	private static final Duration SETTLE_MOST = Duration.ofSeconds(5);

	private final Map<Expectation, PendingDelivery> byExpectation = new LinkedHashMap<>();

	private int settling;

	boolean isEmpty() {
		return this.byExpectation.isEmpty();
	}

	/** Whether a request has to wait until another one's answer cannot pass for its. */
	boolean holdsUp(@Nullable Expectation expectation, long now) {
		if (this.byExpectation.size() - this.settling >= MOST) {
			return true;
		}
		PendingDelivery same = (expectation != null) ? this.byExpectation.get(expectation) : null;
		return same != null && (same.stage != Stage.SETTLING || now - same.settledNanos < 0);
	}

	/** An answer is awaited from now on. */
	void add(PendingDelivery one) {
		if (one.expectation != null) {
			PendingDelivery before = this.byExpectation.get(one.expectation);
			if (before != null) {
				remove(before);
			}
			this.byExpectation.put(one.expectation, one);
		}
	}

	/**
	 * An answer did not come in time.
	 * @return how long it may still pass for another's: as long as it was awaited, within
	 * bounds
	 */
	Duration settle(PendingDelivery one, long now) {
		Duration awaited = (one.awaitReply() != null) ? one.awaitReply() : Duration.ZERO;
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

	/** An answer is not awaited any more, nor holds up others. */
	void remove(PendingDelivery one) {
		if (one.expectation != null && this.byExpectation.remove(one.expectation, one) && one.stage == Stage.SETTLING) {
			this.settling--;
			one.stage = Stage.DONE;
		}
	}

	/** Those that were written on a connection. */
	List<PendingDelivery> on(UUID connection) {
		return this.byExpectation.values().stream().filter((one) -> connection.equals(one.connection)).toList();
	}

}
