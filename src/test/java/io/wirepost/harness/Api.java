package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wirepost's HTTP as a caller uses it. Every answer is held against the {@link Contract}.
 */
public class Api {

	private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(60)).build();

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final int port;

	private final List<String> headers;

	public Api(int port, String... headers) {
		this.port = port;
		this.headers = List.of(headers);
	}

	/** The same, with a bearer token. */
	public Api withToken(String token) {
		return new Api(this.port, "Authorization", "Bearer " + token);
	}

	public int port() {
		return this.port;
	}

	public Answer get(String path) {
		return send("GET", path, null, null);
	}

	public Answer delete(String path) {
		return send("DELETE", path, null, null);
	}

	public Answer postJson(String path, String json) {
		return send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
	}

	public Answer putJson(String path, String json) {
		return send("PUT", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
	}

	public Answer post(String path, String contentType, byte[] body) {
		return send("POST", path, contentType, body);
	}

	public CompletableFuture<Answer> postJsonLater(String path, String json) {
		return CLIENT
			.sendAsync(request("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8)),
					HttpResponse.BodyHandlers.ofByteArray())
			.thenApply(Answer::checked);
	}

	public Answer send(String method, String path, String contentType, byte[] body) {
		try {
			return Answer.checked(
					CLIENT.send(request(method, path, contentType, body), HttpResponse.BodyHandlers.ofByteArray()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private HttpRequest request(String method, String path, String contentType, byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofMinutes(2))
			.method(method, (body != null) ? HttpRequest.BodyPublishers.ofByteArray(body)
					: HttpRequest.BodyPublishers.noBody());
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		if (!this.headers.isEmpty()) {
			request.headers(this.headers.toArray(String[]::new));
		}
		return request.build();
	}

	/** The items of a list, following its cursors to the end. */
	public List<JsonNode> all(String path) {
		List<JsonNode> items = new ArrayList<>();
		String cursor = "";
		do {
			JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "limit=500" + cursor).json();
			page.get("items").forEach(items::add);
			cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").asString();
		}
		while (cursor != null);
		return items;
	}

	/** What came back. */
	public static final class Answer {

		private final HttpResponse<byte[]> response;

		private Answer(HttpResponse<byte[]> response) {
			this.response = response;
		}

		private static Answer checked(HttpResponse<byte[]> response) {
			Contract.instance().check(response);
			return new Answer(response);
		}

		public int status() {
			return this.response.statusCode();
		}

		public byte[] bytes() {
			return this.response.body();
		}

		public String body() {
			return new String(this.response.body(), StandardCharsets.UTF_8);
		}

		public JsonNode json() {
			return JSON.readTree(this.response.body());
		}

		/** The name of a problem's type, such as {@code device-unknown}. */
		public String problem() {
			return json().path("type").asString("").replace("urn:wirepost:problem:", "");
		}

		public Optional<String> header(String name) {
			return this.response.headers().firstValue(name);
		}

		@Override
		public String toString() {
			return status() + " " + body();
		}

	}

}
