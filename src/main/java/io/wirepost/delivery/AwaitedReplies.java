package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.connection.Connection;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one lane that were written and whose answers may still come: at most
 * {@value #MOST} that are awaited, and as many that are late. Guarded by its lane.
 */
final class AwaitedReplies {

	/** The most answers awaited of one device at a time. */
	static final int MOST = 1_000;

	private final Map<Expectation, Attempt> byExpectation = new LinkedHashMap<>();

	private final Map<ReplyMatcher, Integer> matchers = new LinkedHashMap<>();

	private int late;

	boolean isEmpty() {
		return this.byExpectation.isEmpty();
	}

	/** Whether a request has to wait until another one's answer cannot pass for its. */
	boolean isHeld(@Nullable Expectation expectation) {
		if (this.byExpectation.size() - this.late >= MOST) {
			return true;
		}
		Attempt same = (expectation != null) ? this.byExpectation.get(expectation) : null;
		return same != null && (same.stage != Attempt.Stage.LATE || System.nanoTime() - same.heldUntil < 0);
	}

	/** A request's answer is awaited from now on. */
	void await(Attempt attempt, Expectation expectation) {
		Attempt before = this.byExpectation.get(expectation);
		if (before != null) {
			forget(before);
		}
		this.byExpectation.put(expectation, attempt);
		this.matchers.merge(expectation.matcher(), 1, Integer::sum);
	}

	/** An answer did not come in time. */
	void tooLate(Attempt attempt) {
		attempt.stage = Attempt.Stage.LATE;
		if (++this.late > MOST) {
			this.byExpectation.values()
				.stream()
				.filter((one) -> one.stage == Attempt.Stage.LATE)
				.findFirst()
				.ifPresent(this::forget);
		}
	}

	/** An answer is not awaited any more, or was late for too long. */
	void forget(Attempt attempt) {
		if (attempt.expectation != null && this.byExpectation.remove(attempt.expectation, attempt)) {
			this.matchers.computeIfPresent(attempt.expectation.matcher(),
					(matcher, count) -> (count > 1) ? count - 1 : null);
			if (attempt.stage == Attempt.Stage.LATE) {
				this.late--;
			}
		}
		attempt.stage = Attempt.Stage.DONE;
		attempt.cancelTimer();
	}

	/**
	 * The request that a frame answers. There are several where the way of matching was
	 * changed meanwhile: then one that is awaited comes before one that is late, and one
	 * whose token the frame has before one that takes any frame.
	 */
	@Nullable Attempt answeredBy(Payload frame, Connection connection) {
		Charset charset = connection.charset();
		Attempt best = null;
		for (ReplyMatcher matcher : this.matchers.keySet()) {
			String token = matcher.ofReply(frame, charset);
			Attempt attempt = (token != null) ? this.byExpectation.get(new Expectation(matcher, token)) : null;
			if (attempt != null && attempt.connection == connection && (best == null || rank(attempt) > rank(best))) {
				best = attempt;
			}
		}
		return best;
	}

	private static int rank(Attempt attempt) {
		boolean any = attempt.expectation != null && attempt.expectation.matcher() instanceof NextReply;
		return ((attempt.stage == Attempt.Stage.LATE) ? 0 : 2) + (any ? 0 : 1);
	}

	/** Those that were written on a connection. */
	List<Attempt> on(Connection connection) {
		return new ArrayList<>(
				this.byExpectation.values().stream().filter((attempt) -> attempt.connection == connection).toList());
	}

}
