package io.wirepost.security;

import java.util.List;

import io.wirepost.harness.Wirepost;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What cannot be meant in the settings of JWTs stops the start, with a sentence. */
class JwtSettingsTests {

	@Test
	void everyFaultIsASentence() {
		Throwable failure = catchThrowable(() -> Wirepost.start("wirepost.security.jwt.bundle=gone",
				"wirepost.security.jwt.subjects.robot.devices=a-*", "wirepost.security.jwt.subjects.slow.scopes=read",
				"wirepost.security.jwt.subjects.slow.rate=slow", "wirepost.security.jwt.subjects.a:b.scopes=read",
				"wirepost.security.jwt.audiences=x", "wirepost.security.tokens.t.scopes=read",
				"wirepost.security.tokens.t.sha256=" + Tokens.sha256("t"), "wirepost.security.tokens.t.rate=fast"));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			failure = cause;
		}
		assertThat(failure).isInstanceOf(InvalidSettingsException.class)
			.hasMessageContainingAll("wirepost.security.jwt: this does not say whose JWTs to take; set issuer",
					"wirepost.security.jwt.bundle: there is no SSL bundle 'gone'",
					"wirepost.security.jwt.subjects.robot.scopes: set it to one or more of read, send, admin",
					"wirepost.security.jwt.subjects.slow.rate: 'slow' is not a rate such as 100/s",
					"wirepost.security.jwt.subjects.a:b.scopes: Spring would drop some characters",
					"wirepost.security.tokens.t.rate: 'fast' is not a rate such as 100/s",
					"wirepost.security.jwt.audiences: there is no such setting; known here: issuer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://issuer.example", "issuer.example", "https://user:word@issuer.example",
			"https://issuer.example/?x=1", "https://issuer.example/#x", "file:/etc/passwd", "https://", "" })
	void anIssuerIsAnHttpsUrl(String issuer) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> settings(issuer, null, null))
			.withMessageContaining("is not an https URL");
	}

	@Test
	void aTokenIsSentOnlyWhereTheSettingsSay() {
		assertThat(settings("https://issuer.example/a", null, null).hasSource()).isTrue();
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> settings("https://issuer.example", null, "token"))
			.withMessageContaining("token-file: this token is sent to jwk-set-uri alone");
		assertThat(settings(null, "https://issuer.example/keys", "token").hasSource()).isTrue();
	}

	private static JwtSettings settings(String issuer, String keys, String tokenFile) {
		return new JwtSettings(issuer, keys, List.of(), "scope", null, "sub", null, null, tokenFile);
	}

}
