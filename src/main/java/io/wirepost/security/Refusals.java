package io.wirepost.security;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

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

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response,
			@Nullable AuthenticationException failure) throws IOException {
		boolean given = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, given ? "Bearer error=\"invalid_token\"" : "Bearer");
		write(request, response, HttpServletResponse.SC_UNAUTHORIZED, "unauthorized",
				given ? "Invalid bearer token" : "Missing bearer token",
				given ? "The bearer token is not known, or has expired"
						: "Send the header Authorization: Bearer TOKEN, with a token of this service");
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException {
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

	/**
	 * Writes a problem.
	 * @param name the name of its type, such as {@code forbidden}
	 */
	static void write(HttpServletRequest request, HttpServletResponse response, int status, String name, String title,
			String detail) throws IOException {
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
