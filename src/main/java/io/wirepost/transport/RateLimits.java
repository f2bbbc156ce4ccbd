package io.wirepost.transport;

import java.time.Duration;

import io.github.bucket4j.Bucket;

/** Token buckets with a capacity of one second. */
final class RateLimits {

	private RateLimits() {
	}

	static Bucket perSecond(long tokens) {
		return Bucket.builder()
			.addLimit((limit) -> limit.capacity(tokens).refillGreedy(tokens, Duration.ofSeconds(1)))
			.build();
	}

}
