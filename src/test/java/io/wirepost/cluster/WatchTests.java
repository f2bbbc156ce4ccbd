package io.wirepost.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is silent for too long, by the clock of whoever watches. */
class WatchTests {

	private static final UUID SELF = new UUID(0, 1);

	private final Replicas.Watch watch = new Replicas.Watch(Duration.ofSeconds(1), Duration.ofSeconds(10));

	private static Replica replica(long beat, Replica.State state) {
		return new Replica("r", new UUID(0, 2), "h:1", Instant.EPOCH, Instant.EPOCH, beat, 0, state, false);
	}

	/** Looks once a second. */
	private int secondsUntilSilent(int from, int most, Replica replica) {
		for (int second = from; second < most; second++) {
			if (!this.watch.silent(List.of(replica), SELF, TimeUnit.SECONDS.toNanos(second)).isEmpty()) {
				return second - from;
			}
		}
		return most;
	}

	@Test
	void whoseHeartbeatDoesNotChangeIsSilent() {
		assertThat(secondsUntilSilent(0, 100, replica(5, Replica.State.UP))).isEqualTo(10);
	}

	@Test
	void whoStartsHasMoreTime() {
		assertThat(secondsUntilSilent(0, 100, replica(0, Replica.State.UP))).isEqualTo(60);
	}

	@Test
	void whoeverCouldNotLookForAWhileBeginsAnew() {
		assertThat(secondsUntilSilent(0, 9, replica(5, Replica.State.UP))).isEqualTo(9);
		assertThat(secondsUntilSilent(60, 100, replica(5, Replica.State.UP))).isEqualTo(10);
	}

	@Test
	void theDeadAndThisOneAreNotWatched() {
		assertThat(secondsUntilSilent(0, 50, replica(5, Replica.State.DEAD))).isEqualTo(50);
	}

}
