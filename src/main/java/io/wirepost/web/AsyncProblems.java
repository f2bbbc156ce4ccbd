package io.wirepost.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Throws the exception of an {@link AsyncResponse} in the second dispatch, in place of a
 * second call of the handler.
 */
class AsyncProblems implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		Object problem = request.getAttribute(AsyncResponse.PROBLEM);
		if (problem instanceof Exception ex) {
			throw ex;
		}
		if (problem instanceof Error ex) {
			throw ex;
		}
		return true;
	}

}
