package io.wirepost.web.replica;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.OwnerStore.Owner;
import io.wirepost.cluster.Replica;
import io.wirepost.cluster.Replicas;
import io.wirepost.message.DeviceId;
import io.wirepost.security.HopFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Asks the other replicas for their part of what one process has in memory. One that does
 * not answer in time is left out, as its devices would be away. Safe for all threads;
 * blocks for a few seconds at most.
 */
@Component
public class OtherReplicas {

	private static final Logger log = LoggerFactory.getLogger(OtherReplicas.class);

	private static final long SECONDS = 3;

	private static final int OK = 200;

	private final Cluster cluster;

	private final Replicas replicas;

	private final RemoteDevices devices;

	private final Forwarding forwarding;

	private final JsonMapper json;

	OtherReplicas(Cluster cluster, Replicas replicas, RemoteDevices devices, Forwarding forwarding, JsonMapper json) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.devices = devices;
		this.forwarding = forwarding;
		this.json = json;
	}

	/** The name of this replica; null for a process on its own. */
	public @Nullable String self() {
		return this.cluster.isEnabled() ? this.cluster.self().id() : null;
	}

	private boolean spans(HttpServletRequest http) {
		return this.cluster.isEnabled() && !HopFilter.isHop(http);
	}

	/**
	 * What the others answer to the same request for a list; nothing for a request of
	 * another replica.
	 */
	public <T> List<Part<T>> parts(HttpServletRequest http, Class<T> type) {
		String query = http.getQueryString();
		return parts(http.getRequestURI() + ((query != null) ? "?" + query : ""), http, type);
	}

	/** What the others answer to a request for another list. */
	public <T> List<Part<T>> parts(String path, HttpServletRequest http, Class<T> type) {
		if (!spans(http)) {
			return List.of();
		}
		return answers(this.replicas.others()
			.stream()
			.collect(Collectors.toMap((one) -> one, (one) -> request("GET", path, new byte[0])))).stream()
			.map((answer) -> part(answer, type))
			.toList();
	}

	private <T> Part<T> part(JsonNode answer, Class<T> type) {
		return new Part<>(answer.get("items").valueStream().map((one) -> this.json.treeToValue(one, type)).toList(),
				!answer.path("next").isNull());
	}

	/**
	 * The connections of devices at other replicas, by device, as JSON; for devices that
	 * are connected here only, or nowhere, none.
	 */
	public Map<String, List<JsonNode>> connections(List<DeviceId> of, HttpServletRequest http) {
		if (!spans(http) || of.isEmpty()) {
			return Map.of();
		}
		Map<Replica, List<String>> byReplica = new HashMap<>();
		this.devices.find(of)
			.forEach((device, owner) -> replica(owner)
				.ifPresent((one) -> byReplica.computeIfAbsent(one, (key) -> new ArrayList<>()).add(device.value())));
		Map<String, List<JsonNode>> found = new HashMap<>();
		answers(byReplica.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(one) -> request("POST", "/cluster/connections",
							this.json.writeValueAsBytes(Map.of("devices", one.getValue()))))))
			.forEach((answer) -> answer.propertyStream()
				.forEach((one) -> found.put(one.getKey(), one.getValue().valueStream().toList())));
		return found;
	}

	private Optional<Replica> replica(Owner owner) {
		return this.replicas.living(owner.replica());
	}

	private static Forward request(String method, String path, byte[] body) {
		return new Forward(method, path, Map.of("Content-Type", List.of("application/json")), body,
				new CompletableFuture<>());
	}

	private List<JsonNode> answers(Map<Replica, Forward> requests) {
		Map<Replica, CompletableFuture<HttpResponse<byte[]>>> asked = new HashMap<>();
		requests.forEach((replica, request) -> asked.put(replica, this.forwarding.to(replica, request)));
		List<JsonNode> answers = new ArrayList<>();
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		asked.forEach((replica, answer) -> answer(replica, answer, until).ifPresent(answers::add));
		requests.values().forEach((request) -> request.gone().complete(null));
		return answers;
	}

	private Optional<JsonNode> answer(Replica replica, CompletableFuture<HttpResponse<byte[]>> asked, long until) {
		try {
			HttpResponse<byte[]> answer = asked.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
			if (answer.statusCode() == OK) {
				return Optional.of(this.json.readTree(answer.body()));
			}
			log.debug("Replica {} answered {}", replica.id(), answer.statusCode());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | JacksonException ex) {
			log.debug("What replica {} has is left out of a list", replica.id(), ex);
		}
		return Optional.empty();
	}

	/**
	 * The part of a replica.
	 *
	 * @param more whether it has more than these
	 */
	public record Part<T>(List<T> items, boolean more) {
	}

}
