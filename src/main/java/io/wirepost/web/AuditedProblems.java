package io.wirepost.web;

import io.wirepost.security.audit.Audited;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Tells the audit with which problem a request is answered. */
@RestControllerAdvice
class AuditedProblems implements ResponseBodyAdvice<Object> {

	private static final String PREFIX = "urn:wirepost:problem:";

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
		return true;
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType type,
			Class<? extends HttpMessageConverter<?>> converter, ServerHttpRequest request,
			ServerHttpResponse response) {
		if (body instanceof ProblemDetail problem && problem.getType() != null
				&& request instanceof ServletServerHttpRequest servlet) {
			Audited.problem(servlet.getServletRequest(), problem.getType().toString().replace(PREFIX, ""));
		}
		return body;
	}

}
