package io.wirepost.forward;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FollowerThrottleTests {

	private static final long WORK = TimeUnit.MILLISECONDS.toNanos(2);

	@Test
	void restsLongerThanItWorkedWhileMessagesComeAndTheProcessorsAreBusy() {
		FollowerThrottle throttle = new FollowerThrottle(() -> 0.9);
		throttle.appended();
		assertThat(throttle.restAfter(WORK)).isGreaterThan(WORK);
	}

	@Test
	void neverRestsForLong() {
		FollowerThrottle throttle = new FollowerThrottle(() -> 1);
		throttle.appended();
		assertThat(throttle.restAfter(TimeUnit.HOURS.toNanos(1))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
	}

	@Test
	void doesNotRestWhileTheProcessorsHaveTime() {
		FollowerThrottle throttle = new FollowerThrottle(() -> 0.5);
		throttle.appended();
		assertThat(throttle.restAfter(WORK)).isZero();
	}

	@Test
	void doesNotRestWhileNothingComes() {
		assertThat(new FollowerThrottle(() -> 0.9).restAfter(WORK)).isZero();
	}

	@Test
	void doesNotRestWhereNobodyKnowsTheLoad() {
		FollowerThrottle throttle = new FollowerThrottle(() -> -1);
		throttle.appended();
		assertThat(throttle.restAfter(WORK)).isZero();
	}

}
