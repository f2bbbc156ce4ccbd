package io.wirepost.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Guards the API that is open to this machine: a page of another site, open in a browser
 * here, reaches it by its own Origin or by a Host of its own that resolves to this
 * machine.
 */
class LoopbackOnly extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String origin = request.getHeader("Origin");
		if (!Loopback.isName(request.getServerName()) || !Loopback.isBind(request.getLocalAddr())) {
			Refusals.write(response, 403, "host-not-allowed", "This host is not served",
					"Without credentials configured, only localhost is served; ask by that name, or configure tokens "
							+ "(wirepost.security.tokens)");
		}
		else if (origin != null && !Loopback.isOrigin(origin)) {
			Refusals.write(response, 403, "origin-not-allowed", "This origin is not served",
					"Without credentials configured, pages of other sites are not served");
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
