package io.wirepost.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Requests to other replicas: at most {@value #MOST} at a time, each with the secret that
 * all replicas know. Safe for all threads; does not block.
 */
@Component
public class Hops implements DisposableBean {

	/** The header that has the secret. */
	public static final String SECRET = "Wirepost-Secret";

	/** The most requests under way. */
	static final int MOST = 4_000;

	private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final Duration SHORT = Duration.ofSeconds(5);

	private final Cluster cluster;

	private final Replicas replicas;

	private final MeterRegistry registry;

	private final Semaphore room = new Semaphore(MOST);

	private @Nullable HttpClient client;

	private @Nullable ExecutorService threads;

	private @Nullable String secret;

	Hops(Cluster cluster, Replicas replicas, MeterRegistry registry) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.registry = registry;
	}

	/** Made with the first request, as a process on its own makes none. */
	private synchronized HttpClient client() {
		HttpClient made = this.client;
		if (made == null) {
			CustomizableThreadFactory factory = new CustomizableThreadFactory("wirepost-hops-");
			factory.setDaemon(true);
			this.threads = Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()),
					factory);
			if (System.getProperty(KEEP_ALIVE) == null) {
				// Shorter than the other side keeps a connection that nobody uses.
				System.setProperty(KEEP_ALIVE, "30");
			}
			made = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.connectTimeout(CONNECT)
				.executor(this.threads)
				.build();
			this.client = made;
		}
		return made;
	}

	private synchronized String secret() {
		String read = this.secret;
		if (read == null) {
			read = this.cluster.settings().readSecret();
			this.secret = read;
		}
		return read;
	}

	/** Whether a request has the secret. */
	public boolean isSecret(@Nullable String given) {
		return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
				secret().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a request to a replica.
	 * @param path with its query
	 * @param longest how long the response may take; null for as long as the replica
	 * lives
	 * @return fails with the exception of {@link HttpClient}, or with a
	 * {@link TooManyHopsException} before anything is sent
	 */
	public CompletableFuture<HttpResponse<byte[]>> send(String address, String method, String path,
			Map<String, List<String>> headers, byte[] body, @Nullable Duration longest) {
		if (!this.room.tryAcquire()) {
			return CompletableFuture.failedFuture(new TooManyHopsException(MOST));
		}
		Timer.Sample sample = Timer.start(this.registry);
		CompletableFuture<HttpResponse<byte[]>> sent;
		try {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path))
				.method(method, HttpRequest.BodyPublishers.ofByteArray(body))
				.header(SECRET, secret());
			headers.forEach((name, values) -> values.forEach((value) -> request.header(name, value)));
			if (longest != null) {
				request.timeout(longest);
			}
			sent = client().sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (RuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		sent.whenComplete((response, failure) -> {
			this.room.release();
			sample.stop(this.registry.timer("wirepost.replica.hops", "outcome",
					(failure != null) ? "failed" : (response.statusCode() < 500) ? "answered" : "refused"));
		});
		// Itself, so that whoever cancels it ends the request.
		return sent;
	}

	/** Tells a replica which of its connections have lost their devices. */
	CompletableFuture<Void> takeOver(UUID replica, List<Map<String, Object>> items) {
		return tell(replica, "/cluster/takeovers", Map.of("items", items));
	}

	/** Tells a replica that a device which it still has is nowhere else any more. */
	CompletableFuture<Void> giveBack(UUID replica, DeviceId device) {
		return tell(replica, "/cluster/owners", Map.of("device", device.value()));
	}

	/** Tells a replica that something waits for devices that it has. */
	public CompletableFuture<Void> waiting(UUID replica, List<DeviceId> devices) {
		return tell(replica, "/cluster/queues", Map.of("devices", devices.stream().map(DeviceId::value).toList()));
	}

	/**
	 * Tells all other replicas that something was put or removed at run time. Completes
	 * when all that could be reached know.
	 * @param kind what it is, such as {@code listener}
	 */
	public CompletableFuture<Void> changed(String kind, String name) {
		return CompletableFuture.allOf(this.replicas.others()
			.stream()
			.map((one) -> tell(one.incarnation(), "/cluster/changes", Map.of("kind", kind, "name", name))
				.exceptionally((failure) -> null))
			.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<Void> tell(UUID replica, String path, Map<String, ?> body) {
		Replica to = this.replicas.living(replica).orElse(null);
		if (to == null) {
			return CompletableFuture.completedFuture(null);
		}
		return send(to.address(), "POST", path, Map.of("Content-Type", List.of("application/json")),
				JSON.writeValueAsBytes(body), SHORT)
			.thenAccept((response) -> {
				if (response.statusCode() >= 300) {
					throw new IllegalStateException("Replica %s answered %d".formatted(to.id(), response.statusCode()));
				}
			});
	}

	@Override
	public synchronized void destroy() {
		if (this.threads instanceof ThreadPoolExecutor pool) {
			pool.shutdownNow();
		}
	}

}
