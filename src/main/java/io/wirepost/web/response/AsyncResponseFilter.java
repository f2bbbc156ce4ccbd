package io.wirepost.web.response;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The outermost filter: once it returns, only the {@link AsyncResponse} of the request
 * writes to the response.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class AsyncResponseFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		finally {
			AsyncResponse.released((HttpServletRequest) request);
		}
	}

}
