package io.wirepost.web.response;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Writes the problem that {@link Problems} maps an exception to, for what is not handled
 * by a controller. Safe for all threads.
 */
@Component
public class ProblemWriter {

	/** Filters are created before Spring MVC is. */
	private final ObjectProvider<HandlerExceptionResolver> resolver;

	ProblemWriter(@Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> resolver) {
		this.resolver = resolver;
	}

	/**
	 * Writes the problem of an exception.
	 * @throws ServletException if there is none for it
	 */
	public void write(HttpServletRequest request, HttpServletResponse response, Exception ex) throws ServletException {
		// No handler: only the advice decides.
		if (this.resolver.getObject().resolveException(request, response, null, ex) == null) {
			throw new ServletException(ex);
		}
	}

}
