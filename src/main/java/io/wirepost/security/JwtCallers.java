package io.wirepost.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.wirepost.message.DevicePattern;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;

/** Makes callers of verified JWTs. Safe for all threads. */
final class JwtCallers {

	/** The subject that made the fewest requests of late is forgotten first. */
	static final int MOST_SUBJECTS = 10_000;

	private static final int LONGEST_NAME = 256;

	private final JwtSettings settings;

	private final Map<String, SubjectSettings> subjects;

	private final Map<String, RateLimit> limits = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
			return size() > MOST_SUBJECTS;
		}

	};

	/**
	 * @param subjects what subjects may do, by name; the claims of all others count
	 */
	JwtCallers(JwtSettings settings, Map<String, SubjectSettings> subjects) {
		this.settings = settings;
		this.subjects = Map.copyOf(subjects);
	}

	/**
	 * The caller of a JWT.
	 * @return empty if it does not say who that is
	 */
	Optional<Caller> of(Jwt jwt) {
		Map<String, Object> claims = jwt.getClaims();
		if (!(claims.get(this.settings.nameClaim()) instanceof String name) || name.isBlank()
				|| name.length() > LONGEST_NAME) {
			return Optional.empty();
		}
		String subject = (claims.get("sub") instanceof String text) ? text : null;
		SubjectSettings grant = (subject != null) ? this.subjects.get(subject) : null;
		String rate = (grant != null && grant.rate() != null) ? grant.rate() : this.settings.rate();
		return Optional.of(new Caller(name, Caller.Kind.JWT, (grant != null) ? grant.scopes() : scopes(claims),
				(grant != null) ? DevicePattern.of(grant.devices()) : devices(claims), jwt.getExpiresAt(),
				(rate != null) ? limit((subject != null) ? subject : name, rate) : null));
	}

	private RateLimit limit(String subject, String rate) {
		synchronized (this.limits) {
			return this.limits.computeIfAbsent(subject, (key) -> new RateLimit(Rate.of(rate)));
		}
	}

	/** Scopes that Wirepost does not know are for others. */
	private Set<Scope> scopes(Map<String, Object> claims) {
		Set<Scope> scopes = EnumSet.noneOf(Scope.class);
		List<String> words = words(claims.get(this.settings.scopesClaim()))
			.flatMap((text) -> Arrays.stream(text.split(" ")))
			.toList();
		for (Scope scope : Scope.values()) {
			if (words.contains(scope.word())) {
				scopes.add(scope);
			}
		}
		return scopes;
	}

	/** A JWT without the claim may reach no device. */
	private DevicePattern devices(Map<String, Object> claims) {
		return (this.settings.devicesClaim() == null) ? DevicePattern.ALL
				: DevicePattern.anyOf(words(claims.get(this.settings.devicesClaim())).toList());
	}

	private static Stream<String> words(@Nullable Object claim) {
		if (claim instanceof String text) {
			return Stream.of(text);
		}
		return (claim instanceof Collection<?> all)
				? all.stream().filter(String.class::isInstance).map(String.class::cast) : Stream.of();
	}

}
