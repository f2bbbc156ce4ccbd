package io.wirepost.forward;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a destination.
 *
 * @param cursor everything up to it was accepted, or is not for this destination
 * @param waitingSince when the oldest message that is not accepted yet was received; null
 * for none
 * @param lastDeliveredAt when messages were last accepted; null for never since the start
 * @param lastError why an attempt last failed, in a sentence; null for never since the
 * start
 * @param failures how many attempts failed in a row
 * @param nextAttemptAt when the next attempt is due; null for none
 * @param skippedAt when retention was last found to have dropped messages before they
 * were accepted; null for never since the start
 */
public record Progress(Position cursor, @Nullable Instant waitingSince, @Nullable Instant lastDeliveredAt,
		@Nullable String lastError, @Nullable Instant lastErrorAt, int failures, @Nullable Instant nextAttemptAt,
		@Nullable Instant skippedAt) {

	static Progress at(Position cursor) {
		return new Progress(cursor, null, null, null, null, 0, null, null);
	}

	/** The age of the oldest message that is not accepted yet; zero for none. */
	Duration lag(Clock clock) {
		Instant since = this.waitingSince;
		Duration lag = (since != null) ? Duration.between(since, clock.instant()) : Duration.ZERO;
		return lag.isNegative() ? Duration.ZERO : lag;
	}

	Progress movedTo(Position cursor) {
		return new Progress(cursor, this.waitingSince, this.lastDeliveredAt, this.lastError, this.lastErrorAt,
				this.failures, this.nextAttemptAt, this.skippedAt);
	}

	Progress waiting(@Nullable Instant since) {
		return new Progress(this.cursor, since, this.lastDeliveredAt, this.lastError, this.lastErrorAt, this.failures,
				this.nextAttemptAt, this.skippedAt);
	}

	/** All messages are accepted, so there is no failure. */
	Progress idle() {
		return new Progress(this.cursor, null, this.lastDeliveredAt, this.lastError, this.lastErrorAt, 0, null,
				this.skippedAt);
	}

	Progress delivered(Instant at) {
		return new Progress(this.cursor, this.waitingSince, at, this.lastError, this.lastErrorAt, 0, null,
				this.skippedAt);
	}

	Progress failed(String why, Instant at, Instant nextAttemptAt) {
		return new Progress(this.cursor, this.waitingSince, this.lastDeliveredAt, why, at, this.failures + 1,
				nextAttemptAt, this.skippedAt);
	}

	Progress attempting() {
		return new Progress(this.cursor, this.waitingSince, this.lastDeliveredAt, this.lastError, this.lastErrorAt,
				this.failures, null, this.skippedAt);
	}

	Progress skipped(Instant at) {
		return new Progress(this.cursor, this.waitingSince, this.lastDeliveredAt, this.lastError, this.lastErrorAt,
				this.failures, this.nextAttemptAt, at);
	}

}
