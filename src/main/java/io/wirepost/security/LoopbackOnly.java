package io.wirepost.security;

import java.io.IOException;

import io.wirepost.security.audit.Audited;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests of other sites' web pages while no credentials are configured. Such a
 * page, in a browser on this machine, sends its own Origin or, with DNS rebinding, its
 * own Host.
 */
class LoopbackOnly extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Audited.caller(request, Caller.LOCAL.name(), Caller.LOCAL.kind().word());
		String origin = request.getHeader("Origin");
		if (!Loopback.isName(request.getServerName()) || !Loopback.isBind(request.getLocalAddr())) {
			Refusals.write(request, response, 403, "host-not-allowed", "Host not allowed",
					"Without tokens configured, only requests to localhost are allowed; use that name, or configure "
							+ "tokens (wirepost.security.tokens)");
		}
		else if (origin != null && !Loopback.isOrigin(origin)) {
			Refusals.write(request, response, 403, "origin-not-allowed", "Origin not allowed",
					"Without tokens configured, requests of pages from other sites are not allowed; configure tokens "
							+ "(wirepost.security.tokens)");
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
