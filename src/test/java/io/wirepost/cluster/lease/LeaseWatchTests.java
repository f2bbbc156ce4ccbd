package io.wirepost.cluster.lease;

import java.time.Duration;
import java.util.UUID;

import io.wirepost.cluster.lease.LeaseStore.Seen;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a lease of another replica may be taken. */
class LeaseWatchTests {

	private static final UUID SELF = new UUID(1, 1);

	private static final UUID OTHER = new UUID(2, 2);

	private long now;

	private final LeaseWatch watch = new LeaseWatch(SELF, Duration.ofNanos(100), () -> this.now);

	private boolean isFree(UUID holder, long epoch, long renewals, boolean lives) {
		return this.watch.isFree(new Seen("a", holder, epoch, renewals, lives));
	}

	@Test
	void whatNobodyOrADeadReplicaHasIsFree() {
		assertThat(this.watch.isFree(null)).isTrue();
		assertThat(isFree(null, 1, 1, false)).isTrue();
		assertThat(isFree(OTHER, 1, 1, false)).isTrue();
		assertThat(isFree(SELF, 1, 1, true)).isTrue();
	}

	@Test
	void whatIsRenewedInTimeIsNot() {
		for (int renewals = 0; renewals < 10; renewals++) {
			assertThat(isFree(OTHER, 1, renewals, true)).isFalse();
			this.now += 99;
			assertThat(isFree(OTHER, 1, renewals, true)).isFalse();
			this.now += 50;
		}
	}

	@Test
	void whatIsNotRenewedIsFreeWhenItWasWatchedForLongEnough() {
		this.now = 1_000_000;
		assertThat(isFree(OTHER, 1, 7, true)).isFalse();
		this.now += 100;
		assertThat(isFree(OTHER, 1, 7, true)).isTrue();
		assertThat(isFree(OTHER, 2, 7, true)).isFalse();
	}

}
