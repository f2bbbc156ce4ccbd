package io.wirepost.security.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Writes a line for each request that changes something or sends, and for each that is
 * refused, once its response is complete. Outside of all that may refuse a request.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class AuditFilter implements Filter {

	private static final int FAILED = 400;

	private final Audit audit;

	private final Clock clock;

	AuditFilter(Audit audit, Clock clock) {
		this.audit = audit;
		this.clock = clock;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest http = (HttpServletRequest) request;
		Instant begun = this.clock.instant();
		try {
			chain.doFilter(request, response);
		}
		finally {
			// Its outcome is not written before this thread has left the filters.
			if (http.isAsyncStarted()) {
				http.getAsyncContext().addListener(new Completion(http, (HttpServletResponse) response, begun));
			}
			else {
				write(http, ((HttpServletResponse) response).getStatus(), begun);
			}
		}
	}

	private void write(HttpServletRequest http, int status, Instant begun) {
		if (!this.audit.isOn()) {
			return;
		}
		Action action = Actions.of(http.getMethod(), http.getServletPath());
		if (action.changes() || isRefusal(http, status)) {
			Map<String, Object> event = new LinkedHashMap<>();
			event.put("time", begun.truncatedTo(ChronoUnit.MILLIS).toString());
			event.put("caller", Audited.caller(http));
			event.put("address", http.getRemoteAddr());
			event.put("action", action.word());
			event.put("target", action.target());
			event.put("outcome", outcome(http, status));
			event.put("size", Audited.size(http));
			this.audit.write(event);
		}
	}

	/** Whether it was refused for who calls, or how often; 429 is said of queues too. */
	private static boolean isRefusal(HttpServletRequest http, int status) {
		String problem = Audited.problem(http);
		return status == HttpServletResponse.SC_UNAUTHORIZED || status == HttpServletResponse.SC_FORBIDDEN
				|| "rate-limited".equals(problem) || "too-many-failures".equals(problem)
				|| "issuer-unavailable".equals(problem);
	}

	private static Map<String, Object> outcome(HttpServletRequest http, int status) {
		Map<String, Object> outcome = new LinkedHashMap<>();
		outcome.put("status", status);
		String delivery = Audited.delivery(http);
		String problem = Audited.problem(http);
		if (delivery != null) {
			outcome.put("delivery", delivery);
		}
		if (status >= FAILED && problem != null) {
			outcome.put("problem", problem);
		}
		return outcome;
	}

	/** Writes the line of a request whose response comes later. */
	private final class Completion implements AsyncListener {

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final Instant begun;

		Completion(HttpServletRequest request, HttpServletResponse response, Instant begun) {
			this.request = request;
			this.response = response;
			this.begun = begun;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			write(this.request, this.response.getStatus(), this.begun);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Completed next.
		}

		@Override
		public void onError(AsyncEvent event) {
			// Completed next.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
