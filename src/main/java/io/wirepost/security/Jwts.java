package io.wirepost.security;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.wirepost.network.DialGuard;
import io.wirepost.settings.SettingsReader;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The JWTs of an issuer. Nothing is read from the issuer, and no library for JWTs is
 * loaded, before the first request with one.
 */
@Component
class Jwts implements CallerSource {

	static final String NAME = "wirepost.security.jwt";

	private final boolean configured;

	private final JwtSettings settings;

	private final IssuerState state = new IssuerState();

	private final Supplier<Verification> verification;

	Jwts(SettingsReader reader, SslBundles bundles, Clock clock, DialGuard guard) {
		this.configured = isConfigured(reader);
		this.settings = settings(reader);
		Map<String, SubjectSettings> subjects = subjects(reader);
		this.verification = SingletonSupplier
			.of(() -> Verification.of(this.settings, subjects, bundles, this.state, clock, guard));
		String bundle = this.settings.bundle();
		if (bundle != null && !bundles.getBundleNames().contains(bundle)) {
			reader.fault(NAME + ".bundle",
					"there is no SSL bundle '%s'; define it under spring.ssl.bundle".formatted(bundle));
		}
	}

	static boolean isConfigured(SettingsReader reader) {
		return reader.hasAny(NAME);
	}

	static JwtSettings settings(SettingsReader reader) {
		JwtSettings settings = reader.read(NAME, JwtSettings.class, "subjects");
		if (isConfigured(reader) && !settings.hasSource()) {
			reader.fault(NAME, "this does not say whose JWTs to take; set issuer, or jwk-set-uri, or both");
		}
		return settings;
	}

	static Map<String, SubjectSettings> subjects(SettingsReader reader) {
		return reader.readAll(NAME + ".subjects", SubjectSettings.class);
	}

	@Override
	public boolean isConfigured() {
		return this.configured;
	}

	/** What is wrong with the issuer, and with whom. */
	JwtSettings settings() {
		return this.settings;
	}

	IssuerState state() {
		return this.state;
	}

	@Override
	public Optional<Caller> find(String token) {
		if (!this.configured || token.chars().filter((character) -> character == '.').count() != 2) {
			return Optional.empty();
		}
		return this.verification.get().find(token);
	}

	/** Loaded with the first JWT. */
	private record Verification(JwtVerifier verifier, JwtCallers callers) {

		static Verification of(JwtSettings settings, Map<String, SubjectSettings> subjects, SslBundles bundles,
				IssuerState state, Clock clock, DialGuard guard) {
			KeyLocation location = new KeyLocation(settings, new IssuerClient(settings.bundle(), bundles), guard);
			return new Verification(new JwtVerifier(settings, new IssuerKeys(location, state, System::nanoTime), clock),
					new JwtCallers(settings, subjects));
		}

		Optional<Caller> find(String token) {
			return this.verifier.verify(token).flatMap(this.callers::of);
		}

	}

}
