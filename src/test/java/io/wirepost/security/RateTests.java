package io.wirepost.security;

import java.time.Duration;
import java.util.Map;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Callers make no more requests than their rates allow. */
class RateTests {

	@Test
	void aRateIsSoManyInASecondOrAMinute() {
		assertThat(Rate.of("100/s")).isEqualTo(new Rate(100, Duration.ofSeconds(1)));
		assertThat(Rate.of("600/m")).isEqualTo(new Rate(600, Duration.ofMinutes(1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "100", "0/s", "-1/s", "100/h", "1.5/s", "100 / s", "99999999/s" })
	void anythingElseIsNoRate(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text)).withMessageContaining("100/s");
	}

	@Test
	void tokensAndSubjectsHaveRatesOfTheirOwn() {
		try (Issuer issuer = Issuer.start();
				Wirepost wirepost = Wirepost.start("wirepost.security.jwt.issuer=" + issuer.uri(),
						"wirepost.security.jwt.rate=3/m", "wirepost.security.jwt.subjects.robot.scopes=read",
						"wirepost.security.jwt.subjects.robot.rate=2/m",
						"wirepost.security.tokens.slow.sha256=" + Tokens.sha256("s"),
						"wirepost.security.tokens.slow.scopes=read", "wirepost.security.tokens.slow.rate=4/m",
						"wirepost.security.tokens.free.sha256=" + Tokens.sha256("f"),
						"wirepost.security.tokens.free.scopes=read")) {
			assertAllowed(wirepost.api().withToken("s"), 4);
			assertAllowed(wirepost.api().withToken(issuer.jwt(Map.of("scope", "read"))), 3);
			// Another JWT of the same subject shares its rate.
			assertAllowed(wirepost.api().withToken(issuer.jwt(Map.of("scope", "send"))), 0);
			assertAllowed(wirepost.api().withToken(issuer.jwt(Map.of("sub", "bob", "scope", "read"))), 3);
			assertAllowed(wirepost.api().withToken(issuer.jwt(Map.of("sub", "robot"))), 2);
			Api free = wirepost.api().withToken("f");
			for (int i = 0; i < 20; i++) {
				assertThat(free.get("/api/devices").status()).isEqualTo(200);
			}
			assertThat(free.get("/actuator/prometheus").body())
				.contains("wirepost_callers_refused_total{reason=\"rate-limited\"} 5.0");
		}
	}

	private static void assertAllowed(Api api, int requests) {
		for (int i = 0; i < requests; i++) {
			assertThat(api.get("/api/me").status()).isEqualTo(200);
		}
		Api.Answer refused = api.get("/api/me");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.problem()).isEqualTo("rate-limited");
		assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isBetween(1, 60);
	}

}
