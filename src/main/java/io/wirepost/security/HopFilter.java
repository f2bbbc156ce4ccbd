package io.wirepost.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import io.wirepost.cluster.Hops;
import io.wirepost.message.DevicePattern;
import io.wirepost.security.audit.Audited;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes requests of other replicas, which come by a port of their own and have the secret
 * that all replicas know. What the caller may do was decided, and is audited, where its
 * request came in; its name comes along.
 */
public class HopFilter extends OncePerRequestFilter {

	/** The header that has the caller's kind and name, in Base64. */
	public static final String CALLER = "Wirepost-Caller";

	private static final String HOP = HopFilter.class.getName();

	private final Hops hops;

	HopFilter(Hops hops) {
		this.hops = hops;
	}

	/** Whether a request is another replica's. */
	public static boolean isHop(HttpServletRequest request) {
		return request.getAttribute(HOP) != null;
	}

	/**
	 * Refuses what is not another replica's.
	 * @throws AccessDeniedException for a caller's request
	 */
	public static void require(HttpServletRequest request) {
		if (!isHop(request)) {
			throw new AccessDeniedException("This path is for other replicas, by their own port");
		}
	}

	/** What another replica is told of a caller. */
	public static String header(Caller caller) {
		String text = caller.kind().name() + " " + caller.name();
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!this.hops.isSecret(request.getHeader(Hops.SECRET))) {
			Refusals.write(request, response, 401, "unauthorized", "Not a replica",
					"This port is for other replicas, which know the secret of wirepost.cluster");
			return;
		}
		request.setAttribute(HOP, Boolean.TRUE);
		Audited.elsewhere(request);
		Caller caller = caller(request.getHeader(CALLER));
		chain.doFilter((caller != null) ? new OfCaller(request, caller) : request, response);
	}

	private static @Nullable Caller caller(@Nullable String header) {
		if (header == null) {
			return null;
		}
		try {
			String[] words = new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8).split(" ", 2);
			return new Caller(words[1], Caller.Kind.valueOf(words[0]), Set.of(Scope.ADMIN), DevicePattern.ALL, null,
					null);
		}
		catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
			return null;
		}
	}

	/** A request with the caller of another one. */
	private static final class OfCaller extends HttpServletRequestWrapper {

		private final Principal principal;

		OfCaller(HttpServletRequest request, Caller caller) {
			super(request);
			this.principal = new Authenticated(caller);
		}

		@Override
		public Principal getUserPrincipal() {
			return this.principal;
		}

	}

	/** A caller that another replica has authenticated. */
	private static final class Authenticated extends AbstractAuthenticationToken {

		private static final long serialVersionUID = 1L;

		private final transient Object caller;

		Authenticated(Caller caller) {
			super(List.of());
			this.caller = Callers.principal(caller);
			setAuthenticated(true);
		}

		@Override
		public Object getCredentials() {
			return "";
		}

		@Override
		public Object getPrincipal() {
			return this.caller;
		}

	}

}
