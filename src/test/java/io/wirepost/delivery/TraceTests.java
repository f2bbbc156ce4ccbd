package io.wirepost.delivery;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The trace of a request goes with its messages. */
class TraceTests {

	private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private static final String[] SETTINGS = { "wirepost.listeners.default.identify.by=first-frame",
			"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)" };

	@TempDir
	Path data;

	private static CompletableFuture<JsonNode> post(Api api, String path, String body, String trace) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
			.header("Content-Type", "application/json")
			.header("traceparent", trace)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient()
			.sendAsync(request, HttpResponse.BodyHandlers.ofString())
			.thenApply((answer) -> JsonMapper.shared().readTree(answer.body()));
	}

	@Test
	void goesWithAMessageItsReplyAndAnExchangeAlsoOneThatWaitedOverARestart() {
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS); Device device = wirepost.dial("default")) {
			Api api = wirepost.api();
			device.say("HELLO a\n");
			await().until(() -> api.get("/api/devices/a").status() == 200);
			CompletableFuture<JsonNode> sent = post(api, "/api/devices/a/messages",
					"{\"text\":\"PING\",\"awaitReply\":\"1m\"}", TRACE);
			assertThat(device.hear()).isEqualTo("PING");
			device.say("PONG\n");
			assertThat(sent.join().at("/reply/traceparent").asString()).isEqualTo(TRACE);
			String message = sent.join().get("messageId").asString();
			assertThat(api.get("/api/messages/" + message).json().get("traceparent").asString()).isEqualTo(TRACE);
			CompletableFuture<JsonNode> exchange = post(api, "/api/devices/a/exchanges",
					"{\"steps\":[{\"send\":{\"text\":\"A\"},\"expect\":\"text == 'B'\",\"within\":\"1m\"}]}", TRACE);
			assertThat(device.hear()).isEqualTo("A");
			device.say("B\n");
			assertThat(exchange.join().at("/steps/0/sent/traceparent").asString()).isEqualTo(TRACE);
			assertThat(exchange.join().at("/steps/0/received/0/traceparent").asString()).isEqualTo(TRACE);
			JsonNode untraced = post(api, "/api/devices/a/messages", "{\"text\":\"X\"}", "00-0-1-2").join();
			assertThat(api.get("/api/messages/" + untraced.get("messageId").asString()).json().has("traceparent"))
				.isFalse();
			device.hangUp();
			await().until(() -> !api.get("/api/devices/a").json().get("connected").asBoolean());
			assertThat(post(api, "/api/devices/a/messages", "{\"text\":\"LATER\",\"expiresIn\":\"1h\"}", TRACE).join()
				.get("status")
				.asString()).isEqualTo("QUEUED");
		}
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS); Device device = wirepost.dial("default")) {
			device.say("HELLO a\n");
			assertThat(device.hear()).isEqualTo("LATER");
			await().until(() -> wirepost.api()
				.all("/api/devices/a/messages?direction=OUTBOUND")
				.get(0)
				.path("traceparent")
				.asString("")
				.equals(TRACE));
		}
	}

}
