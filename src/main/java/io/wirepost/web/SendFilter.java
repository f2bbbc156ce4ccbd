package io.wirepost.web;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.Connections;
import io.wirepost.delivery.ConnectionUnknownException;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.message.DeviceId;
import io.wirepost.security.Caller;
import io.wirepost.security.Callers;
import io.wirepost.security.audit.Audited;
import io.wirepost.web.request.Ids;
import io.wirepost.web.request.InvalidRequestException;
import io.wirepost.web.request.SendBody;
import io.wirepost.web.response.AsyncResponse;
import io.wirepost.web.response.ProblemWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Sends to a device, or to a connection without one. No thread waits for the outcome: an
 * {@link AsyncResponse} is written when it is known.
 * <p>
 * A filter behind all others, and no controller: finding a controller's method and its
 * arguments would take a sixth of the whole request. Security, the limit of bodies and
 * the metrics of requests are filters before it, and Problems maps its exceptions.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class SendFilter implements Filter {

	/**
	 * The paths of {@code POST} requests that it handles, as metrics and openapi.yaml
	 * name them.
	 */
	static final String TO_DEVICE = "/api/devices/{id}/messages";

	static final String TO_CONNECTION = "/api/connections/{id}/messages";

	/**
	 * In bytes: the JSON of a smaller reply is made by whoever completes the delivery.
	 */
	private static final int LARGE = 16 * 1024;

	private final Deliveries deliveries;

	private final Connections connections;

	private final JsonMapper json;

	private final ProblemWriter problems;

	private final Callers callers;

	SendFilter(Deliveries deliveries, Connections connections, JsonMapper json, ProblemWriter problems,
			Callers callers) {
		this.callers = callers;
		this.deliveries = deliveries;
		this.connections = connections;
		this.json = json;
		this.problems = problems;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest http = (HttpServletRequest) request;
		String device = variable(http, TO_DEVICE);
		String connection = (device == null) ? variable(http, TO_CONNECTION) : null;
		boolean isRead = device != null && (http.getMethod().equals("GET") || http.getMethod().equals("HEAD"));
		if ((device == null && connection == null) || isRead) {
			chain.doFilter(request, response);
			return;
		}
		observe(http, (device != null) ? TO_DEVICE : TO_CONNECTION);
		try {
			requirePost(http, (device != null) ? List.of("GET", "HEAD", "POST") : List.of("POST"));
			answer(http,
					(device != null) ? toDevice(device, http) : toConnection(Ids.uuid(connection, "connection"), http));
		}
		catch (Exception ex) {
			this.problems.write(http, (HttpServletResponse) response, ex);
		}
	}

	private static void requirePost(HttpServletRequest http, List<String> allowed)
			throws HttpRequestMethodNotSupportedException {
		if (!http.getMethod().equals("POST")) {
			throw new HttpRequestMethodNotSupportedException(http.getMethod(), allowed);
		}
	}

	/**
	 * The part of a request's path where a pattern has its variable; null if the path is
	 * another one. The path is decoded; the firewall lets no encoded slash through.
	 */
	private static @Nullable String variable(HttpServletRequest http, String pattern) {
		String path = http.getServletPath();
		int begin = pattern.indexOf('{');
		int end = path.length() - (pattern.length() - pattern.indexOf('}') - 1);
		if (end <= begin || !path.regionMatches(0, pattern, 0, begin)
				|| !path.regionMatches(end, pattern, pattern.indexOf('}') + 1, path.length() - end)) {
			return null;
		}
		String variable = path.substring(begin, end);
		return (variable.indexOf('/') < 0) ? variable : null;
	}

	/** Metrics of requests are by path pattern, which Spring MVC tells them otherwise. */
	private static void observe(HttpServletRequest http, String pattern) {
		ServerHttpObservationFilter.findObservationContext(http)
			.ifPresent((observation) -> observation.setPathPattern(pattern));
	}

	private CompletableFuture<Delivery> toDevice(String id, HttpServletRequest http) throws Exception {
		DeviceId device = deviceId(id);
		return SendBody.of(http, this.json, true, keyScope(http))
			.send(() -> this.deliveries.charset(device),
					(outgoing, options) -> this.deliveries.send(device, sized(outgoing, http), options));
	}

	/** Whose idempotency keys count: those of this caller. Null where all are one. */
	private @Nullable String keyScope(HttpServletRequest http) {
		return this.callers.of(http)
			.filter((caller) -> caller.kind() != Caller.Kind.LOCAL)
			.map((caller) -> caller.kind().word() + ":" + caller.name())
			.orElse(null);
	}

	private static DeviceId deviceId(String id) {
		try {
			return new DeviceId(id);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException("id", String.valueOf(ex.getMessage()));
		}
	}

	private CompletableFuture<Delivery> toConnection(UUID id, HttpServletRequest http) throws Exception {
		return SendBody.of(http, this.json, false, keyScope(http))
			.send(() -> charset(id), (outgoing, options) -> this.deliveries.send(id, sized(outgoing, http), options));
	}

	private static Outgoing sized(Outgoing outgoing, HttpServletRequest http) {
		Audited.size(http, outgoing.payload().size());
		return outgoing;
	}

	private Charset charset(UUID connection) {
		return this.connections.find(connection)
			.orElseThrow(() -> new ConnectionUnknownException(connection))
			.charset();
	}

	private void answer(HttpServletRequest http, CompletableFuture<Delivery> sent) {
		AsyncResponse answer = AsyncResponse.to(http, this.problems);
		sent.whenComplete((delivery, failure) -> {
			if (failure != null) {
				answer.problem(failure);
				return;
			}
			answer.note((request) -> {
				Audited.delivery(request, delivery.status().name());
				Audited.id(request, CompletableFuture.completedFuture(delivery.id()));
			});
			if (isLarge(delivery)) {
				// Not on the thread that completes it, which is the journal's.
				answer.execute(() -> answer(answer, delivery));
			}
			else {
				answer(answer, delivery);
			}
		});
	}

	private static boolean isLarge(Delivery delivery) {
		return delivery.replies() != null || (delivery.reply() != null && delivery.reply().payload().size() > LARGE);
	}

	private void answer(AsyncResponse answer, Delivery delivery) {
		try {
			switch (delivery.status()) {
				case QUEUED -> answer.json(202, json(delivery), "/api/deliveries/" + delivery.id());
				case WRITTEN, REPLIED, EXPIRED, CANCELLED -> answer.json(200, json(delivery), null);
				case REPLY_TIMEOUT, FAILED -> answer.problem(new NotDeliveredException(delivery));
			}
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// Nothing was begun: the JSON is made first.
			answer.problem(ex);
		}
	}

	private byte[] json(Delivery delivery) {
		return this.json.writeValueAsBytes(DeliveryView.of(delivery));
	}

}
