package io.wirepost.forward.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import io.wirepost.settings.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a failing receiver is left alone, and which devices' messages it gets. */
class BackoffTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	@ParameterizedTest
	@CsvSource({ "1,1000", "2,2000", "4,8000", "7,60000", "1000,60000" })
	void delaysAreSpreadBelowABoundThatDoublesUpToTheLongest(int failures, long bound) {
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
		SplittableRandom random = new SplittableRandom(1);
		assertThat(Stream.generate(() -> backoff.delay(failures, random).toMillis()).limit(1000))
			.allSatisfy((delay) -> assertThat(delay).isBetween(0L, bound))
			.anySatisfy((delay) -> assertThat(delay).isGreaterThan(bound * 9 / 10))
			.anySatisfy((delay) -> assertThat(delay).isLessThan(bound / 10));
	}

	@ParameterizedTest
	@CsvSource({ "7,PT7S", "0,PT0S", "' 12 ',PT12S", "86400,PT1H", "'Sun, 01 Mar 2026 12:00:30 GMT',PT30S",
			"'Sun, 01 Mar 2026 11:00:00 GMT',PT0S", "'Mon, 01 Mar 2027 12:00:00 GMT',PT1H", "soon,PT0S", "-5,PT0S",
			"99999999999999999999,PT1H" })
	void aReceiverMaySayWhenToComeAgain(String value, Duration after) {
		assertThat(RetryAfter.parse(value, NOW)).isEqualTo(after);
	}

	@ParameterizedTest
	@CsvSource({ "*,boiler-7,true", "boiler-*,boiler-7,true", "boiler-*,boiler-,true", "boiler-*,boiler,false",
			"*-7,boiler-7,true", "b*r-*7,boiler-17,true", "b.*,boiler,false", "boiler-7,boiler-7,true",
			"boiler-7,boiler-77,false" })
	void starsStandForAnyCharacters(String pattern, String device, boolean matches) {
		assertThat(DevicePattern.of(pattern).matches(new DeviceId(device))).isEqualTo(matches);
	}

	@Test
	void whatNoDeviceSaidIsForThoseWhoGetEverything() {
		assertThat(DevicePattern.of("*").matches(null)).isTrue();
		assertThat(DevicePattern.of("a*").matches(null)).isFalse();
	}

}
