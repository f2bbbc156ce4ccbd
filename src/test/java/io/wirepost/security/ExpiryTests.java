package io.wirepost.security;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.wirepost.harness.Api;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/** A token counts no longer than it says, also for what was begun with it. */
class ExpiryTests {

	/** The SHA-256 of the letter e. */
	private static final String HASH = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";

	private static final String NOW = "2026-03-01T12:00:00Z";

	@Test
	void aStreamEndsWithTheTokenOfItsReader() {
		try (Wirepost wirepost = Wirepost.start("spring.main.sources=" + Noon.class.getName(),
				"wirepost.security.tokens.guest.sha256=" + HASH, "wirepost.security.tokens.guest.scopes=read",
				"wirepost.security.tokens.guest.expires=2026-03-01T12:00:01Z");
				EventStream stream = EventStream.open(new Api(wirepost.api().port()), "", "Authorization: Bearer e")) {
			assertThat(stream.status()).isEqualTo(200);
			assertThat(stream.next()).isNull();
		}
	}

	/** It is noon, for ever. */
	@Configuration(proxyBeanMethods = false)
	static class Noon {

		@Bean
		@Primary
		Clock noon() {
			return Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC);
		}

	}

}
