package io.wirepost.security;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/**
 * Finds the {@link Caller} of a request. Authenticates bearer tokens (RFC 6750) by
 * whatever {@link CallerSource} knows them. Safe for all threads.
 */
@Component
public class Callers implements OpaqueTokenIntrospector {

	private final List<CallerSource> sources;

	private final boolean configured;

	Callers(List<CallerSource> sources) {
		this.sources = List.copyOf(sources);
		this.configured = sources.stream().anyMatch(CallerSource::isConfigured);
	}

	/** Whether callers have to authenticate; if not, all are {@link Caller#LOCAL}. */
	public boolean isConfigured() {
		return this.configured;
	}

	/** The caller of a request; empty on a path that needs no credentials. */
	public Optional<Caller> of(HttpServletRequest request) {
		if (request.getUserPrincipal() instanceof Authentication authentication) {
			return of(authentication);
		}
		return this.configured ? Optional.empty() : Optional.of(Caller.LOCAL);
	}

	/** The authenticated caller; empty for none. */
	static Optional<Caller> of(Authentication authentication) {
		return (authentication.isAuthenticated() && authentication.getPrincipal() instanceof Principal principal)
				? Optional.of(principal.caller()) : Optional.empty();
	}

	/** A caller as Spring Security carries it. */
	static OAuth2AuthenticatedPrincipal principal(Caller caller) {
		return new Principal(caller);
	}

	@Override
	public OAuth2AuthenticatedPrincipal introspect(String token) {
		return this.sources.stream()
			.flatMap((source) -> source.find(token).stream())
			.findFirst()
			.map(Principal::new)
			.orElseThrow(() -> new BadOpaqueTokenException("The token is unknown, or has expired"));
	}

	/**
	 * A caller as Spring Security carries it. It has no authorities: {@link DeviceScope}
	 * asks the caller.
	 */
	private record Principal(Caller caller) implements OAuth2AuthenticatedPrincipal {

		@Override
		public Map<String, Object> getAttributes() {
			return Map.of();
		}

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return List.of();
		}

		@Override
		public String getName() {
			return this.caller.name();
		}

	}

}
