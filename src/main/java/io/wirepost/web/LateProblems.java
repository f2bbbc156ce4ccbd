package io.wirepost.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;

/** Throws what a {@link LateAnswer} has to tell, before the handler is called again. */
class LateProblems implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		Object problem = request.getAttribute(LateAnswer.PROBLEM);
		if (problem instanceof Exception ex) {
			throw ex;
		}
		if (problem instanceof Error ex) {
			throw ex;
		}
		return true;
	}

}
