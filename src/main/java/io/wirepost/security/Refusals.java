package io.wirepost.security;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.security.audit.Audited;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Responds to refused requests with a problem detail (RFC 9457). */
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final int TOO_MANY_REQUESTS = 429;

	private final FailedAttempts attempts;

	private final RefusalCounter counter;

	Refusals(FailedAttempts attempts, RefusalCounter counter) {
		this.attempts = attempts;
		this.counter = counter;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response,
			@Nullable AuthenticationException failure) throws IOException {
		if (failure instanceof IssuerUnavailableException away) {
			later(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, away.retryAfter(),
					"issuer-unavailable", "The issuer of the token cannot be asked",
					"Whether the JWT is genuine cannot be told, as the keys of its issuer cannot be read now; try again");
			return;
		}
		boolean given = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
		Duration wait = given ? this.attempts.failed(request.getRemoteAddr()) : Duration.ZERO;
		if (!wait.isZero()) {
			later(request, response, TOO_MANY_REQUESTS, wait, "too-many-failures", "Too many bad tokens",
					"Too many requests with bad bearer tokens came from this address; correct the token, and wait");
			return;
		}
		this.counter.count("unauthorized");
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, given ? "Bearer error=\"invalid_token\"" : "Bearer");
		write(request, response, HttpServletResponse.SC_UNAUTHORIZED, "unauthorized",
				given ? "Invalid bearer token" : "Missing bearer token",
				given ? "The bearer token is not known, or has expired"
						: "Send the header Authorization: Bearer TOKEN, with a token of this service");
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException {
		this.counter.count("forbidden");
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
		write(request, response, HttpServletResponse.SC_FORBIDDEN, "forbidden", "Not allowed",
				"The token lacks the scope for this request, or is not for this device");
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
			throws IOException {
		String detail = (rejected instanceof HeaderRefusedException refused)
				? "The header '%s' has a character that is not visible ASCII; encode it, or leave the header out"
					.formatted(refused.header())
				: "The method is not one of HTTP's, or the path has an empty or a dot segment, a semicolon, a backslash, "
						+ "or an encoded slash, dot, percent sign or control character; write the path without it";
		write(request, response, HttpServletResponse.SC_BAD_REQUEST, "bad-request", "Bad Request", detail);
	}

	/** Refuses a caller that makes more requests than it may. */
	void rateLimited(HttpServletRequest request, HttpServletResponse response, Duration wait) throws IOException {
		later(request, response, TOO_MANY_REQUESTS, wait, "rate-limited", "Too many requests",
				"The token is used for more requests than its rate allows; send fewer, or wait");
	}

	private void later(HttpServletRequest request, HttpServletResponse response, int status, Duration wait, String name,
			String title, String detail) throws IOException {
		this.counter.count(name);
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
		write(request, response, status, name, title, detail);
	}

	/**
	 * Writes a problem.
	 * @param name the name of its type, such as {@code forbidden}
	 */
	static void write(HttpServletRequest request, HttpServletResponse response, int status, String name, String title,
			String detail) throws IOException {
		Audited.problem(request, name);
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", "urn:wirepost:problem:" + name);
		problem.put("title", title);
		problem.put("status", status);
		problem.put("detail", detail);
		problem.put("instance", request.getRequestURI());
		response.setStatus(status);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.getOutputStream().write(JSON.writeValueAsBytes(problem));
	}

}
