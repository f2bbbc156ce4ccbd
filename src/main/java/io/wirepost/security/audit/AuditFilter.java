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
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Writes a line for each request that changes something or sends, and for each that is
 * refused, once its response is complete; of those without valid credentials only some,
 * and how many others there were. Outside of all that may refuse a request, on the
 * management port too ({@link ManagementAudit}).
 */
@Component
@Order(AuditFilter.ORDER)
class AuditFilter implements Filter, DisposableBean {

	static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	private static final int FAILED = 400;

	private final Audit audit;

	private final Clock clock;

	private final UnknownCallers unknown;

	AuditFilter(Audit audit, Clock clock) {
		this.audit = audit;
		this.clock = clock;
		this.unknown = new UnknownCallers(System::nanoTime, this::writeCount);
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
		if (!this.audit.isOn() || Audited.isElsewhere(http)) {
			return;
		}
		this.unknown.endOfMinute();
		Action action = Actions.of(http.getMethod(), http.getServletPath());
		if ((action.changes() || isRefusal(http, status))
				&& (Audited.caller(http) != null || this.unknown.isLine(http.getRemoteAddr()))) {
			String word = Audited.action(http);
			Map<String, Object> event = event(begun, http.getRemoteAddr(), (word != null) ? word : action.word());
			event.put("caller", Audited.caller(http));
			event.put("kind", Audited.kind(http));
			event.put("target", action.target());
			event.put("outcome", outcome(http, status));
			event.put("size", Audited.size(http));
			this.audit.write(event);
		}
	}

	/** With the names of all lines, in their order. */
	private static Map<String, Object> event(Instant time, @Nullable String address, String action) {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
		event.put("caller", null);
		event.put("kind", null);
		event.put("address", address);
		event.put("action", action);
		return event;
	}

	private void writeCount(@Nullable String address, long count) {
		Map<String, Object> event = event(this.clock.instant(), address, "auth.refused");
		event.put("count", count);
		this.audit.write(event);
	}

	/** Called when the service ends, maybe twice. */
	@Override
	public void destroy() {
		this.unknown.tell();
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
		String id = Audited.id(http);
		if (id != null) {
			outcome.put("id", id);
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
