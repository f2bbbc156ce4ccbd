package io.wirepost.security;

import java.time.Instant;
import java.util.Set;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a caller may do, and to which devices. */
class CallerTests {

	private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

	private static final Caller BOILERS = new Caller("boilers", Caller.Kind.TOKEN, Set.of(Scope.READ),
			DevicePattern.of("boiler-*"), NOON, null);

	@Test
	void anAdminHasEveryScope() {
		assertThat(new Caller("boss", Caller.Kind.TOKEN, Set.of(Scope.ADMIN), DevicePattern.ALL, null, null).scopes())
			.containsExactlyInAnyOrder(Scope.values());
		assertThat(BOILERS.scopes()).containsExactly(Scope.READ);
	}

	@Test
	void aCallerForSomeDevicesReachesThemAndNeitherOthersNorAll() {
		assertThat(BOILERS.reaches(new DeviceId("boiler-7"))).isTrue();
		assertThat(BOILERS.reaches(new DeviceId("door-1"))).isFalse();
		assertThat(BOILERS.reaches(null)).isFalse();
		assertThat(Caller.LOCAL.reaches(null)).isTrue();
	}

	@Test
	void aJwtCountsAMinuteLongerAsClocksDiffer() {
		assertThat(BOILERS.countsUntil()).isEqualTo(NOON);
		assertThat(new Caller("alice", Caller.Kind.JWT, Set.of(), DevicePattern.ALL, NOON, null).countsUntil())
			.isEqualTo(NOON.plusSeconds(60));
		assertThat(Caller.LOCAL.countsUntil()).isNull();
	}

	@Test
	void aCallerExpiresAtItsTimeAndNotBefore() {
		assertThat(BOILERS.isExpired(NOON.minusNanos(1))).isFalse();
		assertThat(BOILERS.isExpired(NOON)).isTrue();
		assertThat(Caller.LOCAL.isExpired(Instant.MAX)).isFalse();
	}

}
