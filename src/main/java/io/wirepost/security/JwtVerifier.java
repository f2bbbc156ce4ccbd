package io.wirepost.security;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies JWTs: their signature by a key of the issuer, who issued them, for whom, and
 * from when until when. Only this class and those it uses know Nimbus, so nothing of that
 * is loaded where no JWTs are configured. Safe for all threads; may block.
 */
final class JwtVerifier {

	/** A later time is none of RFC 3339, in which the API tells it. */
	private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

	/** Asymmetric ones alone: a public key must never pass for a secret. */
	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
			JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
			JWSAlgorithm.ES384, JWSAlgorithm.ES512);

	private static final OAuth2TokenValidatorResult REFUSED = OAuth2TokenValidatorResult
		.failure(new OAuth2Error("invalid_token"));

	private final JwtSettings settings;

	private final NimbusJwtDecoder decoder;

	JwtVerifier(JwtSettings settings, JWKSource<SecurityContext> keys, Clock clock) {
		this.settings = settings;
		DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
		processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
		// RFC 9068, section 4, names the second and the third; many issuers name none.
		processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT,
				new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
		processor.setJWTClaimsSetVerifier((claims, context) -> {
			// The validator below does that.
		});
		JwtTimestampValidator times = new JwtTimestampValidator(Caller.SKEW);
		times.setClock(clock);
		this.decoder = new NimbusJwtDecoder(processor);
		this.decoder.setJwtValidator((jwt) -> {
			OAuth2TokenValidatorResult result = times.validate(jwt);
			return (result.hasErrors() || !isMeant(jwt)) ? REFUSED : result;
		});
	}

	private boolean isMeant(Jwt jwt) {
		List<String> audience = jwt.getAudience();
		return jwt.getExpiresAt() != null && jwt.getExpiresAt().isBefore(END)
				&& (this.settings.issuer() == null || this.settings.issuer().equals(jwt.getClaimAsString("iss")))
				&& (this.settings.audience().isEmpty()
						|| (audience != null && audience.stream().anyMatch(this.settings.audience()::contains)));
	}

	/**
	 * Verifies a JWT.
	 * @return empty if it is none, or is not valid
	 * @throws IssuerUnavailableException if that cannot be told now
	 */
	Optional<Jwt> verify(String token) {
		try {
			return Optional.of(this.decoder.decode(token));
		}
		catch (JwtException ex) {
			if (ex.getCause() instanceof IssuerKeys.KeysUnavailableException away) {
				throw new IssuerUnavailableException(away.retryAfter());
			}
			return Optional.empty();
		}
		catch (IllegalArgumentException | IllegalStateException | ClassCastException ex) {
			// A claim of another type than the standard says.
			return Optional.empty();
		}
	}

}
