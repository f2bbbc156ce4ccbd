package io.wirepost.security;

import java.time.Duration;

import io.github.bucket4j.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests of one caller. A request that is refused costs nothing. Safe for
 * all threads.
 */
final class RateLimit {

	private final Bucket bucket;

	RateLimit(Rate rate) {
		this.bucket = Bucket.builder()
			.addLimit((limit) -> limit.capacity(rate.requests()).refillGreedy(rate.requests(), rate.per()))
			.build();
	}

	/** The limit of a setting; null for none. */
	static @Nullable RateLimit of(@Nullable String rate) {
		return (rate != null) ? new RateLimit(Rate.of(rate)) : null;
	}

	/**
	 * Takes a request.
	 * @return zero if it may go on, otherwise how long to wait for the next
	 */
	Duration take() {
		return Duration.ofNanos(this.bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
	}

}
