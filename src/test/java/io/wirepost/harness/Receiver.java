package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that webhooks post to; each path behaves as it is told, or takes all. */
public final class Receiver implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

	private final Map<String, Function<Post, Reply>> replies = new ConcurrentHashMap<>();

	private final List<Post> posts = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private Receiver(int port) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	/** Starts one on a port, or on a free one with 0. */
	public static Receiver start(int port) {
		try {
			return new Receiver(port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.server.getAddress().getPort();
	}

	public String url(String path) {
		return "http://127.0.0.1:" + port() + path;
	}

	/** Has a path behave in some way. */
	public Receiver on(String path, Behaviour behaviour) {
		this.behaviours.put(path, behaviour);
		return this;
	}

	/** Has a path answer by what it is posted. */
	public Receiver onBody(String path, Function<Post, Reply> reply) {
		this.replies.put(path, reply);
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		byte[] body = exchange.getRequestBody().readAllBytes();
		int number = (int) this.posts.stream().filter((post) -> post.path().equals(path)).count();
		Post post = new Post(path, System.nanoTime(), exchange.getRequestHeaders(), body, new ArrayList<>());
		this.posts.add(post);
		Function<Post, Reply> byBody = this.replies.get(path);
		if (byBody != null) {
			Reply reply = byBody.apply(post);
			post.answer().add(reply.status());
			byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(reply.status(), (text.length > 0) ? text.length : -1);
			exchange.getResponseBody().write(text);
			exchange.close();
			return;
		}
		int status = this.behaviours.getOrDefault(path, (count, headers) -> 200)
			.status(number, exchange.getResponseHeaders());
		post.answer().add(status);
		if (status > 0) {
			exchange.sendResponseHeaders(status, -1);
		}
		exchange.close();
	}

	/** What was posted to a path, in the order in which it came. */
	public List<Post> posts(String path) {
		return this.posts.stream().filter((post) -> post.path().equals(path)).toList();
	}

	/** The messages of the posts to a path that were answered with 200. */
	public List<JsonNode> taken(String path) {
		return posts(path).stream()
			.filter((post) -> post.answer().contains(200))
			.flatMap((post) -> post.items().stream())
			.toList();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** A status and a body. */
	public record Reply(int status, String text) {

		public static Reply of(int status, String text) {
			return new Reply(status, text);
		}

	}

	/** How a path answers. */
	@FunctionalInterface
	public interface Behaviour {

		/**
		 * @param number how many posts were there before
		 * @return 0 to hang up without an answer
		 */
		int status(int number, Headers answer);

	}

	/**
	 * A post.
	 *
	 * @param answer empty until it was answered
	 */
	public record Post(String path, long nanos, Headers headers, byte[] body, List<Integer> answer) {

		public JsonNode json() {
			return JSON.readTree(this.body);
		}

		public List<JsonNode> items() {
			List<JsonNode> items = new ArrayList<>();
			json().get("items").forEach(items::add);
			return items;
		}

	}

}
