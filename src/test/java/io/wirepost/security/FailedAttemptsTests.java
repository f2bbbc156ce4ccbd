package io.wirepost.security;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An address that tries many bad tokens has to wait; others do not. */
class FailedAttemptsTests {

	private final AtomicLong now = new AtomicLong();

	private final FailedAttempts attempts = new FailedAttempts(this.now::get);

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private void fail(String address, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(this.attempts.failed(address)).as("failure %d", i).isZero();
		}
	}

	@Test
	void someAreFreeThenEachWaitIsTwiceTheOneBefore() {
		fail("192.0.2.1", FailedAttempts.FREE);
		for (int seconds : new int[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 }) {
			assertThat(this.attempts.failed("192.0.2.1")).hasSeconds(seconds);
			pass(Duration.ofSeconds(seconds));
			assertThat(this.attempts.failed("192.0.2.1")).isZero();
		}
	}

	@Test
	void whatIsSentMeanwhileDoesNotMakeTheWaitLonger() {
		fail("192.0.2.1", FailedAttempts.FREE);
		pass(Duration.ofMillis(400));
		assertThat(this.attempts.failed("192.0.2.1")).hasMillis(600);
		assertThat(this.attempts.failed("192.0.2.1")).hasMillis(600);
	}

	@Test
	void otherAddressesAreFree() {
		fail("192.0.2.1", FailedAttempts.FREE);
		fail("192.0.2.2", FailedAttempts.FREE);
	}

	@Test
	void aNetworkOfIpv6IsOneAddress() {
		for (int i = 0; i < FailedAttempts.FREE; i++) {
			fail("2001:db8:1:2::" + i, 1);
		}
		assertThat(this.attempts.failed("2001:db8:1:2:ffff::1")).isPositive();
		assertThat(this.attempts.failed("2001:db8:1:3::1")).isZero();
		assertThat(FailedAttempts.network("fe80::1%eth0")).isEqualTo(FailedAttempts.network("fe80::2"));
		assertThat(FailedAttempts.network("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
	}

	@Test
	void allIsForgottenAfterATimeWithoutAny() {
		fail("192.0.2.1", FailedAttempts.FREE);
		pass(FailedAttempts.FORGOTTEN.plusSeconds(1));
		fail("192.0.2.1", FailedAttempts.FREE);
	}

	@Test
	void onlySomeAddressesAreRemembered() {
		for (int i = 0; i < 2 * FailedAttempts.MOST_ADDRESSES; i++) {
			this.attempts.failed("10.%d.%d.1".formatted(i / 256, i % 256));
		}
		assertThat(this.attempts.size()).isEqualTo(FailedAttempts.MOST_ADDRESSES);
	}

	@Test
	void aGoodTokenOfTheSameAddressStillWorks() {
		// The SHA-256 of the letter a.
		try (Wirepost wirepost = Wirepost.start(
				"wirepost.security.tokens.boss.sha256="
						+ "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.boss.scopes=admin")) {
			Api bad = wirepost.api().withToken("bad");
			for (int i = 0; i < FailedAttempts.FREE; i++) {
				assertThat(bad.get("/api/devices").status()).isEqualTo(401);
			}
			Api.Answer slowed = bad.get("/api/devices");
			// A slow machine may be told 401 once more, and then to wait longer.
			while (slowed.status() == 401) {
				slowed = bad.get("/api/devices");
			}
			assertThat(slowed.status()).isEqualTo(429);
			assertThat(slowed.problem()).isEqualTo("too-many-failures");
			assertThat(Integer.parseInt(slowed.header("Retry-After").orElseThrow())).isBetween(1, 300);
			assertThat(wirepost.api().withToken("a").get("/api/devices").status()).isEqualTo(200);
			assertThat(wirepost.api().get("/api/devices").status()).isEqualTo(401);
			assertThat(wirepost.api().withToken("a").get("/actuator/prometheus").body())
				.contains("wirepost_callers_refused_total{reason=\"too-many-failures\"}");
		}
	}

}
