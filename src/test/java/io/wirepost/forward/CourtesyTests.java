package io.wirepost.forward;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CourtesyTests {

	private static final long WORK = TimeUnit.MILLISECONDS.toNanos(2);

	@Test
	void restsLongerThanItWorkedWhileMessagesComeAndTheProcessorsAreBusy() {
		Courtesy courtesy = new Courtesy(() -> 0.9);
		courtesy.appended();
		assertThat(courtesy.restAfter(WORK)).isGreaterThan(WORK);
	}

	@Test
	void neverRestsForLong() {
		Courtesy courtesy = new Courtesy(() -> 1);
		courtesy.appended();
		assertThat(courtesy.restAfter(TimeUnit.HOURS.toNanos(1))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
	}

	@Test
	void doesNotRestWhileTheProcessorsHaveTime() {
		Courtesy courtesy = new Courtesy(() -> 0.5);
		courtesy.appended();
		assertThat(courtesy.restAfter(WORK)).isZero();
	}

	@Test
	void doesNotRestWhileNothingComes() {
		assertThat(new Courtesy(() -> 0.9).restAfter(WORK)).isZero();
	}

	@Test
	void doesNotRestWhereNobodyKnowsTheLoad() {
		Courtesy courtesy = new Courtesy(() -> -1);
		courtesy.appended();
		assertThat(courtesy.restAfter(WORK)).isZero();
	}

}
