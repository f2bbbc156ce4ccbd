package io.wirepost.delivery;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One payload for many devices. */
class BroadcastTests {

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.named.port=0", "wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Device come(String id) {
		Device device = wirepost.dial("named").say("HELLO " + id + "\n");
		await().until(() -> api.get("/api/devices/" + id).status() == 200
				&& api.get("/api/devices/" + id).json().get("connected").asBoolean());
		return device;
	}

	private static JsonNode broadcast(String json) {
		Api.Answer answer = api.postJson("/api/broadcasts", json);
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.header("Location")).hasValue("/api/broadcasts/" + answer.json().get("id").asString());
		return answer.json();
	}

	private static void awaitStatus(JsonNode broadcast, String status, int count) {
		String path = "/api/broadcasts/" + broadcast.get("id").asString();
		await().untilAsserted(
				() -> assertThat(api.get(path).json().get("statuses").get(status).asInt()).as(api.get(path).body())
					.isEqualTo(count));
	}

	@Test
	void eachDeviceHasADeliveryOfItsOwn() {
		api.putJson("/api/devices/away", "{}");
		try (Device one = come("one"); Device two = come("two")) {
			JsonNode broadcast = broadcast("{\"to\":{\"devices\":[\"one\",\"two\",\"away\",\"nobody\",\"one\"]},"
					+ "\"text\":\"to all\",\"expiresIn\":\"10m\"}");
			assertThat(broadcast.get("deliveries").asInt()).isEqualTo(4);
			assertThat(broadcast.get("failed").asInt()).isEqualTo(1);
			assertThat(one.hear()).isEqualTo("to all");
			assertThat(two.hear()).isEqualTo("to all");
			awaitStatus(broadcast, "WRITTEN", 2);
			awaitStatus(broadcast, "QUEUED", 1);
			awaitStatus(broadcast, "FAILED", 1);
			assertThat(api.all("/api/deliveries?status=FAILED&broadcast=" + broadcast.get("id").asString()))
				.singleElement()
				.satisfies((delivery) -> {
					assertThat(delivery.get("deviceId").asString()).isEqualTo("nobody");
					assertThat(delivery.get("failure").asString()).isEqualTo("device-unknown");
				});
			try (Device away = come("away")) {
				assertThat(away.hear()).isEqualTo("to all");
				awaitStatus(broadcast, "WRITTEN", 3);
				awaitStatus(broadcast, "QUEUED", 0);
			}
		}
	}

	@Test
	void aTagStandsForTheDevicesThatHaveIt() {
		api.putJson("/api/devices/tagged-1", "{\"tags\":[\"floor-3\"]}");
		api.putJson("/api/devices/tagged-2", "{\"tags\":[\"floor-3\"]}");
		try (Device device = come("tagged-1")) {
			JsonNode broadcast = broadcast("{\"to\":{\"tag\":\"floor-3\"},\"hex\":\"41\"}");
			assertThat(broadcast.get("deliveries").asInt()).isEqualTo(2);
			assertThat(broadcast.get("failed").asInt()).isEqualTo(1);
			assertThat(device.hear()).isEqualTo("A");
			awaitStatus(broadcast, "WRITTEN", 1);
		}
	}

	@Test
	void allThatAreConnectedAreReached() {
		try (Device one = come("connected-1"); Device two = come("connected-2")) {
			JsonNode broadcast = broadcast("{\"to\":{\"connected\":true},\"text\":\"hello\"}");
			assertThat(one.hear()).isEqualTo("hello");
			assertThat(two.hear()).isEqualTo("hello");
			awaitStatus(broadcast, "QUEUED", 0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"text\":\"a\"}", "{\"to\":{},\"text\":\"a\"}",
			"{\"to\":{\"connected\":false},\"text\":\"a\"}",
			"{\"to\":{\"tag\":\"a\",\"connected\":true},\"text\":\"a\"}", "{\"to\":{\"connected\":true}}",
			"{\"to\":{\"connected\":true},\"text\":\"a\",\"hex\":\"00\"}",
			"{\"to\":{\"devices\":[\"not a name\",null]},\"text\":\"a\"}",
			"{\"to\":{\"connected\":true},\"text\":\"a\",\"expiresIn\":\"soon\"}",
			"{\"to\":{\"connected\":true},\"text\":\"a\",\"awaitReply\":\"1s\"}" })
	void whatIsNoBroadcastIsRefused(String json) {
		Api.Answer answer = api.postJson("/api/broadcasts", json);
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().get("errors")).isNotEmpty();
	}

	@Test
	void aBroadcastThatIsNotThereIsNotFound() {
		assertThat(api.get("/api/broadcasts/0198c0de-0000-7000-8000-000000000000").problem())
			.isEqualTo("broadcast-unknown");
	}

}
