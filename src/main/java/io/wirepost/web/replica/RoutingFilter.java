package io.wirepost.web.replica;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Homes;
import io.wirepost.cluster.OwnerStore.Owner;
import io.wirepost.cluster.Ownership;
import io.wirepost.cluster.Replicas;
import io.wirepost.cluster.lease.Leases;
import io.wirepost.connection.Connections;
import io.wirepost.delivery.DeliveryLog;
import io.wirepost.forward.webhook.Webhooks;
import io.wirepost.message.DeviceId;
import io.wirepost.security.Callers;
import io.wirepost.security.HopFilter;
import io.wirepost.web.response.AsyncResponse;
import io.wirepost.web.response.CallerWatch;
import io.wirepost.web.response.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Has the replica answer that can: what is about a device's connection, the one that has
 * the device. All other requests are answered here, as everything else is in the
 * database. Behind the filters that authorize and limit, before those that read bodies. A
 * process on its own answers everything.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 1)
class RoutingFilter extends OncePerRequestFilter {

	private static final Pattern DEVICE = Pattern.compile("/api/devices/([^/]+)(?:/(messages|exchanges))?");

	private static final Pattern CONNECTION = Pattern.compile("/api/connections/([^/]+)(?:/messages)?");

	private static final Pattern WEBHOOK = Pattern.compile("/api/webhooks/([^/]+)/.*");

	private static final Pattern DELIVERY = Pattern.compile("/api/deliveries/([^/]+)");

	/** Of a response, those that callers of the first replica get. */
	private static final List<String> HEADERS = List.of("Content-Type", "Location", "Retry-After",
			"Content-Disposition");

	private final Cluster cluster;

	private final Replicas replicas;

	private final Ownership ownership;

	private final Homes homes;

	private final RemoteDevices devices;

	private final Forwarding forwarding;

	private final Connections connections;

	private final DeliveryLog deliveries;

	private final Leases leases;

	private final Callers callers;

	private final CallerWatch watch;

	private final ProblemWriter problems;

	RoutingFilter(Cluster cluster, Replicas replicas, Ownership ownership, Homes homes, RemoteDevices devices,
			Forwarding forwarding, Connections connections, DeliveryLog deliveries, Leases leases, Callers callers,
			CallerWatch watch, ProblemWriter problems) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.ownership = ownership;
		this.homes = homes;
		this.devices = devices;
		this.forwarding = forwarding;
		this.connections = connections;
		this.deliveries = deliveries;
		this.leases = leases;
		this.callers = callers;
		this.watch = watch;
		this.problems = problems;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !this.cluster.isEnabled();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (HopFilter.isHop(request)) {
			answerHop(request, response, chain);
			return;
		}
		try {
			Route route = route(request);
			if (route != null) {
				forward(route, request);
				return;
			}
		}
		catch (Exception ex) {
			this.problems.write(request, response, ex);
			return;
		}
		chain.doFilter(request, response);
	}

	/** A hop goes no further: whoever sent it looks for the device once more. */
	private void answerHop(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String epoch = request.getHeader(Forward.EPOCH);
		DeviceId device = (epoch != null) ? device(request) : null;
		if (device == null || hasHere(device, epoch)) {
			chain.doFilter(request, response);
		}
		else {
			response.setStatus(Forwarding.NOT_HERE);
		}
	}

	private boolean hasHere(DeviceId device, String epoch) {
		long here = this.ownership.epoch(device);
		return (here > 0) ? epoch.equals(Long.toString(here)) : epoch.equals("0") && this.homes.dialsHere(device);
	}

	private static @Nullable DeviceId device(HttpServletRequest request) {
		Matcher path = DEVICE.matcher(request.getServletPath());
		try {
			return path.matches() ? new DeviceId(path.group(1)) : null;
		}
		catch (IllegalArgumentException ex) {
			// The controller says what is wrong with it.
			return null;
		}
	}

	/** Who else answers; null for this replica. */
	private @Nullable Route route(HttpServletRequest request) {
		String method = request.getMethod();
		DeviceId device = device(request);
		if (device != null && (method.equals("DELETE")
				|| (method.equals("POST") && !request.getServletPath().endsWith(device.value())))) {
			return this.devices.find(device)
				.map((owner) -> (Route) (forward) -> this.forwarding.toOwner(device, owner, forward))
				.orElse(null);
		}
		UUID connection = id(CONNECTION, request);
		if (connection != null && this.connections.find(connection).isEmpty() && !this.replicas.others().isEmpty()) {
			return this.forwarding::toWhoeverKnows;
		}
		Matcher webhook = WEBHOOK.matcher(request.getServletPath());
		if (webhook.matches()) {
			return this.leases.holder(Webhooks.leaseName(webhook.group(1))).map(this::to).orElse(null);
		}
		UUID delivery = id(DELIVERY, request);
		return (delivery != null) ? ofDelivery(delivery) : null;
	}

	/** Another replica may have it in memory, and no record of it may be in the store. */
	private @Nullable Route ofDelivery(UUID delivery) {
		Optional<String> owner = this.deliveries.owner(delivery);
		if (owner.isEmpty()) {
			return this.replicas.others().isEmpty() ? null : this.forwarding::toWhoeverKnows;
		}
		return owner.filter((one) -> !one.isEmpty() && !one.equals(this.cluster.self().incarnation().toString()))
			.map((one) -> to(UUID.fromString(one)))
			.orElse(null);
	}

	/** A replica that lives; null for this one, and for others. */
	private @Nullable Route to(UUID replica) {
		return replica.equals(this.cluster.self().incarnation()) ? null
				: this.replicas.living(replica)
					.map((one) -> (Route) (forward) -> this.forwarding.to(one, forward))
					.orElse(null);
	}

	private static @Nullable UUID id(Pattern pattern, HttpServletRequest request) {
		Matcher path = pattern.matcher(request.getServletPath());
		try {
			return path.matches() ? UUID.fromString(path.group(1)) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private void forward(Route route, HttpServletRequest request) throws IOException {
		Forward forward = Forward.of(request, this.callers.of(request).orElse(null));
		CompletableFuture<HttpResponse<byte[]>> answer = route.send(forward);
		AsyncResponse later = AsyncResponse.to(request, this.problems);
		CallerWatch.Watch caller = this.watch.watch(request, () -> forward.gone().complete(null));
		answer.whenComplete((response, failure) -> {
			caller.end();
			if (failure != null) {
				later.problem(Forwarding.cause(failure));
			}
			else {
				later.relay(response.statusCode(), headers(response), response.body());
			}
		});
	}

	private static Map<String, String> headers(HttpResponse<byte[]> response) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String name : HEADERS) {
			response.headers().firstValue(name).ifPresent((value) -> headers.put(name, value));
		}
		return headers;
	}

	/** Where a request goes. */
	@FunctionalInterface
	private interface Route {

		CompletableFuture<HttpResponse<byte[]>> send(Forward request);

	}

}
