package io.wirepost.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.wirepost.security.audit.Audited;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds callers to their rates, and says in the audit who calls. Comes behind
 * authentication, and before authorization: what is not allowed counts too.
 */
class CallerFilter extends OncePerRequestFilter {

	private final Refusals refusals;

	CallerFilter(Refusals refusals) {
		this.refusals = refusals;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		Optional<Caller> caller = (authentication != null) ? Callers.of(authentication) : Optional.empty();
		caller.ifPresent((one) -> Audited.caller(request, one.name(), one.kind().word()));
		Duration wait = caller.map(Caller::limit).map(RateLimit::take).orElse(Duration.ZERO);
		if (wait.isZero()) {
			chain.doFilter(request, response);
		}
		else {
			this.refusals.rateLimited(request, response, wait);
		}
	}

}
