package io.wirepost.engine.postgres;

import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The whole service on a database. */
class PostgresApplicationTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final String url = Postgres.newUrl();

	private Wirepost start() {
		return Wirepost.start("wirepost.journal.engine=postgres", "spring.datasource.url=" + this.url,
				"wirepost.listeners.a.port=0", "wirepost.listeners.a.identify.by=first-frame",
				"wirepost.listeners.a.identify.pattern=HELLO (?<id>.+)", "wirepost.listeners.a.acknowledge.text=OK");
	}

	@Test
	void aRestartFindsWhatWasSaidAndWhatIsStillToBeSent() throws Exception {
		String queued;
		try (Wirepost wirepost = start()) {
			Api api = wirepost.api();
			try (Device device = wirepost.dial("a"); EventStream stream = EventStream.open(api, "")) {
				assertThat(device.say("HELLO boiler\n21.5\n").hear()).isEqualTo("OK");
				CompletableFuture<Api.Answer> reply = api.postJsonLater("/api/devices/boiler/messages",
						"{\"text\":\"PING\",\"awaitReply\":\"30s\"}");
				assertThat(device.hear()).isEqualTo("PING");
				device.say("PONG\n");
				assertThat(reply.join().json().at("/reply/text").asString()).isEqualTo("PONG");
				assertThat(stream.next(3)).extracting((event) -> JSON.readTree(event.data()).get("text").asString())
					.containsExactly("21.5", "PING", "PONG");
			}
			await().until(() -> !api.get("/api/devices/boiler").json().get("connected").asBoolean());
			assertThat(api.putJson("/api/devices/boiler", "{\"tags\":[\"north\"]}").status()).isEqualTo(200);
			assertThat(api.putJson("/api/listeners/late", "{\"port\":0}").status()).isEqualTo(201);
			JsonNode delivery = api
				.postJson("/api/devices/boiler/messages", "{\"text\":\"LATER\",\"expiresIn\":\"1h\"}")
				.json();
			assertThat(delivery.get("status").asString()).isEqualTo("QUEUED");
			queued = delivery.get("id").asString();
		}
		try (Wirepost wirepost = start(); Device device = wirepost.dial("a")) {
			Api api = wirepost.api();
			device.say("HELLO boiler\n");
			assertThat(device.hear()).isEqualTo("LATER");
			await().until(() -> api.get("/api/deliveries/" + queued).json().get("status").asString().equals("WRITTEN"));
			await().untilAsserted(() -> assertThat(api.all("/api/devices/boiler/messages?order=asc"))
				.extracting((message) -> message.get("text").asString())
				.containsExactly("21.5", "PING", "PONG", "LATER"));
			assertThat(api.all("/api/devices?tag=north")).hasSize(1);
			assertThat(api.get("/api/listeners/late").status()).isEqualTo(200);
			assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(200);
		}
	}

	@Test
	void aSecondProcessOnTheSameDatabaseDoesNotStart() {
		try (Wirepost wirepost = start()) {
			assertThatThrownBy(this::start).hasStackTraceContaining("The database is in use by another Wirepost");
			assertThat(wirepost.api().get("/api/messages").status()).isEqualTo(200);
		}
	}

}
