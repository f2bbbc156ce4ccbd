package io.wirepost;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A device and a caller meet. */
class RoundTripTests {

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.plain.port=0", "wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)", "wirepost.listeners.korean.port=0",
				"wirepost.listeners.korean.charset=EUC-KR");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Device named(String id) {
		Device device = wirepost.dial("named").say("HELLO " + id + "\n");
		await().until(() -> api.get("/api/devices/" + id).status() == 200
				&& api.get("/api/devices/" + id).json().get("connected").asBoolean());
		return device;
	}

	@Test
	void aCallerGetsTheDevicesAnswerInTheResponse() {
		try (Device device = named("answering")) {
			CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/answering/messages",
					"{\"text\":\"PING\",\"awaitReply\":\"30s\"}");
			assertThat(device.hear()).isEqualTo("PING");
			device.say("PONG\n");
			assertThat(answer.join().status()).isEqualTo(200);
			JsonNode delivery = answer.join().json();
			assertThat(delivery.get("status").asString()).isEqualTo("REPLIED");
			assertThat(delivery.get("attempts").asInt()).isEqualTo(1);
			assertThat(delivery.get("reply").get("text").asString()).isEqualTo("PONG");
			assertThat(delivery.get("reply").get("deliveryId")).isEqualTo(delivery.get("id"));
			List<JsonNode> messages = api.all("/api/devices/answering/messages?order=asc");
			assertThat(messages).extracting((message) -> message.get("direction").asString())
				.containsExactly("OUTBOUND", "INBOUND");
			assertThat(messages.get(0).get("id")).isEqualTo(delivery.get("messageId"));
			assertThat(messages.get(0).get("deliveryId")).isEqualTo(delivery.get("id"));
		}
	}

	@Test
	void aPayloadIsWrittenAsTextAsHexAsBase64OrAsItIs() {
		try (Device device = named("bodies")) {
			String path = "/api/devices/bodies/messages";
			assertThat(api.postJson(path, "{\"text\":\"one\"}").json().get("status").asString()).isEqualTo("WRITTEN");
			assertThat(api.postJson(path, "{\"hex\":\"74 77 6F\"}").status()).isEqualTo(200);
			assertThat(api.postJson(path, "{\"base64\":\"dGhyZWU=\"}").status()).isEqualTo(200);
			assertThat(api.post(path, "text/plain", "four".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
			assertThat(api.post(path, "application/octet-stream", new byte[] { 'f', 'i', 'v', 'e' }).status())
				.isEqualTo(200);
			assertThat(List.of(device.hear(), device.hear(), device.hear(), device.hear(), device.hear()))
				.containsExactly("one", "two", "three", "four", "five");
		}
	}

	@Test
	void aQueryParameterAwaitsTheReplyToAPlainBody() {
		try (Device device = named("plain-await")) {
			CompletableFuture<Api.Answer> answer = CompletableFuture
				.supplyAsync(() -> api.post("/api/devices/plain-await/messages?awaitReply=PT30S", "text/plain",
						"time?".getBytes(StandardCharsets.UTF_8)));
			assertThat(device.hear()).isEqualTo("time?");
			device.say("noon\n");
			assertThat(answer.join().json().get("reply").get("text").asString()).isEqualTo("noon");
		}
	}

	@Test
	void whatIsSentToADeviceKeepsItsOrderAndOneRequestIsInFlight() {
		try (Device device = named("ordered")) {
			String path = "/api/devices/ordered/messages";
			CompletableFuture<Api.Answer> first = api.postJsonLater(path, "{\"text\":\"1\",\"awaitReply\":\"30s\"}");
			assertThat(device.hear()).isEqualTo("1");
			CompletableFuture<Api.Answer> second = api.postJsonLater(path, "{\"text\":\"2\",\"awaitReply\":\"30s\"}");
			device.say("answer to 1\n");
			assertThat(device.hear()).isEqualTo("2");
			device.say("answer to 2\n");
			assertThat(first.join().json().get("reply").get("text").asString()).isEqualTo("answer to 1");
			assertThat(second.join().json().get("reply").get("text").asString()).isEqualTo("answer to 2");
		}
	}

	@Test
	void anAnswerStandsBeforeTheRequestThatWaitedForIt() {
		try (Device device = named("queued")) {
			List<CompletableFuture<Api.Answer>> answers = IntStream.range(0, 5)
				.mapToObj((i) -> api.postJsonLater("/api/devices/queued/messages",
						"{\"text\":\"%d\",\"awaitReply\":\"30s\"}".formatted(i)))
				.toList();
			for (int i = 0; i < 5; i++) {
				device.say("answer to " + device.hear() + "\n");
			}
			answers.forEach((answer) -> assertThat(answer.join().status()).isEqualTo(200));
			assertThat(api.all("/api/devices/queued/messages?order=asc"))
				.extracting((message) -> message.get("direction").asString())
				.containsExactly("OUTBOUND", "INBOUND", "OUTBOUND", "INBOUND", "OUTBOUND", "INBOUND", "OUTBOUND",
						"INBOUND", "OUTBOUND", "INBOUND");
		}
	}

	@Test
	void aReplyAfterTheTimeoutIsKeptAndMarked() {
		try (Device device = named("late")) {
			Api.Answer answer = api.postJson("/api/devices/late/messages",
					"{\"text\":\"slow\",\"awaitReply\":\"100ms\"}");
			assertThat(answer.status()).isEqualTo(504);
			assertThat(answer.problem()).isEqualTo("reply-timeout");
			String deliveryId = answer.json().get("deliveryId").asString();
			device.say("at last\n");
			await()
				.untilAsserted(() -> assertThat(api.all("/api/devices/late/messages?direction=INBOUND")).singleElement()
					.satisfies((message) -> assertThat(message.get("deliveryId").asString()).isEqualTo(deliveryId)));
		}
	}

	@Test
	void aLateReplyIsNotTakenForTheNextOne() {
		try (Device device = named("late-two")) {
			String path = "/api/devices/late-two/messages";
			assertThat(api.postJson(path, "{\"text\":\"1\",\"awaitReply\":\"500ms\"}").status()).isEqualTo(504);
			assertThat(device.hear()).isEqualTo("1");
			CompletableFuture<Api.Answer> second = api.postJsonLater(path, "{\"text\":\"2\",\"awaitReply\":\"30s\"}");
			device.say("answer to 1\n");
			assertThat(device.hear()).isEqualTo("2");
			device.say("answer to 2\n");
			assertThat(second.join().json().get("reply").get("text").asString()).isEqualTo("answer to 2");
		}
	}

	@Test
	void aReplyMuchLaterThanItsRequestWasAwaitedIsNotTakenForTheNextOneEither() {
		try (Device device = named("slow")) {
			String path = "/api/devices/slow/messages";
			assertThat(api.postJson(path, "{\"text\":\"1\",\"awaitReply\":\"50ms\"}").status()).isEqualTo(504);
			assertThat(device.hear()).isEqualTo("1");
			CompletableFuture<Api.Answer> second = api.postJsonLater(path, "{\"text\":\"2\",\"awaitReply\":\"30s\"}");
			await().pollDelay(Duration.ofMillis(500)).until(() -> true);
			device.say("answer to 1\n");
			assertThat(device.hear()).isEqualTo("2");
			device.say("answer to 2\n");
			assertThat(second.join().json().get("reply").get("text").asString()).isEqualTo("answer to 2");
		}
	}

	@Test
	void aDeviceThatNeverAnsweredOnceIsAskedAgain() {
		try (Device device = named("forgetful")) {
			String path = "/api/devices/forgetful/messages";
			assertThat(api.postJson(path, "{\"text\":\"1\",\"awaitReply\":\"200ms\"}").status()).isEqualTo(504);
			CompletableFuture<Api.Answer> second = api.postJsonLater(path, "{\"text\":\"2\",\"awaitReply\":\"30s\"}");
			assertThat(device.hear()).isEqualTo("1");
			assertThat(device.hear()).isEqualTo("2");
			device.say("answer to 2\n");
			assertThat(second.join().json().get("reply").get("text").asString()).isEqualTo("answer to 2");
		}
	}

	@Test
	void aFrameThatAnswersNothingIsAPlainMessage() {
		try (Device device = named("chatty")) {
			device.say("good morning\n");
			await().untilAsserted(
					() -> assertThat(api.all("/api/devices/chatty/messages")).singleElement().satisfies((message) -> {
						assertThat(message.get("text").asString()).isEqualTo("good morning");
						assertThat(message.get("deliveryId").isNull()).isTrue();
						assertThat(message.get("listener").asString()).isEqualTo("named");
					}));
		}
	}

	@Test
	void aCallerWhoseDeviceHangsUpIsToldAtOnce() {
		Device device = named("hanging-up");
		CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/hanging-up/messages",
				"{\"text\":\"stay\",\"awaitReply\":\"4m\"}");
		assertThat(device.hear()).isEqualTo("stay");
		device.close();
		assertThat(answer.orTimeout(60, TimeUnit.SECONDS).join().status()).isEqualTo(504);
		assertThat(answer.join().problem()).isEqualTo("reply-timeout");
	}

	@Test
	void aConnectionIsADeviceAsLongAsItLasts() {
		try (Device device = wirepost.dial("plain")) {
			device.say("hello\n");
			JsonNode connection = await()
				.until(() -> api.all("/api/connections?listener=plain")
					.stream()
					.filter((one) -> one.get("remoteAddress").asString().endsWith(":" + device.socket().getLocalPort()))
					.findFirst(), Optional::isPresent)
				.orElseThrow();
			String id = connection.get("id").asString();
			assertThat(connection.get("deviceId").asString()).isEqualTo(id);
			assertThat(api.postJson("/api/devices/" + id + "/messages", "{\"text\":\"a\"}").status()).isEqualTo(200);
			assertThat(api.postJson("/api/connections/" + id + "/messages", "{\"text\":\"b\"}").status())
				.isEqualTo(200);
			assertThat(device.hear()).isEqualTo("a");
			assertThat(device.hear()).isEqualTo("b");
			await().untilAsserted(() -> {
				JsonNode now = api.get("/api/connections/" + id).json();
				assertThat(now.get("messagesIn").asInt()).isEqualTo(1);
				assertThat(now.get("messagesOut").asInt()).isEqualTo(2);
				assertThat(now.get("bytesIn").asInt()).isEqualTo(5);
				assertThat(now.get("lastReadAt").isNull()).isFalse();
			});
			assertThat(api.delete("/api/connections/" + id).status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
			await().untilAsserted(() -> assertThat(api.get("/api/devices/" + id).status()).isEqualTo(404));
			assertThat(api.all("/api/devices/" + id + "/messages")).hasSize(3);
		}
	}

	@Test
	void textIsWrittenAndReadInTheDevicesCharset() throws Exception {
		try (Device device = wirepost.dial("korean")) {
			device.say("운행중\n".getBytes("EUC-KR"));
			JsonNode message = await()
				.until(() -> api.all("/api/messages?listener=korean"), (messages) -> messages.size() == 1)
				.get(0);
			assertThat(message.get("text").asString()).isEqualTo("운행중");
			assertThat(message.get("size").asInt()).isEqualTo(6);
			String path = "/api/connections/" + message.get("connectionId").asString() + "/messages";
			assertThat(api.postJson(path, "{\"text\":\"귀환\"}").status()).isEqualTo(200);
			assertThat(device.hear(5)).isEqualTo("귀환\n".getBytes("EUC-KR"));
			assertThat(api.post(path, "text/plain;charset=UTF-8", "귀환".getBytes(StandardCharsets.UTF_8)).status())
				.isEqualTo(200);
			assertThat(device.hear(5)).isEqualTo("귀환\n".getBytes("EUC-KR"));
			Api.Answer refused = api.postJson(path, "{\"text\":\"ok 😀\"}");
			assertThat(refused.status()).isEqualTo(422);
			assertThat(refused.json().get("offset").asInt()).isEqualTo(3);
		}
	}

	@Test
	void bytesThatAreNoTextComeBackByteForByte() {
		byte[] bytes = { (byte) 0xFF, 0, (byte) 0xC3, '(' };
		try (Device device = named("bytes")) {
			device.say(bytes).say("\n");
			JsonNode message = await()
				.until(() -> api.all("/api/devices/bytes/messages"), (messages) -> messages.size() == 1)
				.get(0);
			assertThat(message.has("text")).isFalse();
			assertThat(message.get("base64").asString()).isEqualTo("/wDDKA==");
			String id = message.get("id").asString();
			assertThat(api.get("/api/messages/" + id).json()).isEqualTo(message);
			Api.Answer payload = api.get("/api/messages/" + id + "/payload");
			assertThat(payload.bytes()).isEqualTo(bytes);
			assertThat(payload.header("Content-Disposition"))
				.hasValueSatisfying((value) -> assertThat(value).startsWith("attachment"));
		}
	}

	@Test
	void followingTheCursorVisitsEveryMessageOnceWhileMoreArrive() {
		try (Device device = named("many")) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 1234; i++) {
				lines.append("m").append(i).append('\n');
			}
			device.say(lines.toString());
			await().until(() -> api.all("/api/devices/many/messages").size() == 1234);
			JsonNode page = api.get("/api/messages?device=many&limit=100").json();
			device.say("afterwards\n");
			int seen = 0;
			while (true) {
				for (JsonNode message : page.get("items")) {
					assertThat(message.get("text").asString()).isEqualTo("m" + (1233 - seen));
					seen++;
				}
				if (page.get("next").isNull()) {
					break;
				}
				page = api.get("/api/messages?device=many&limit=100&cursor=" + page.get("next").asString()).json();
			}
			assertThat(seen).isEqualTo(1234);
		}
	}

	@Test
	void messagesAreFoundByTimeListenerAndDirection() {
		try (Device device = named("filtered")) {
			device.say("one\n");
			await().until(() -> api.all("/api/devices/filtered/messages").size() == 1);
			api.postJson("/api/devices/filtered/messages", "{\"text\":\"two\"}");
			List<JsonNode> both = api.all("/api/devices/filtered/messages?order=asc");
			String second = both.get(1).get("receivedAt").asString();
			assertThat(api.all("/api/messages?device=filtered&from=" + second)).hasSize(1);
			assertThat(api.all("/api/messages?device=filtered&to=" + second)).hasSize(1);
			assertThat(api.all("/api/messages?device=filtered&listener=named")).hasSize(2);
			assertThat(api.all("/api/messages?device=filtered&listener=plain")).isEmpty();
			assertThat(api.all("/api/messages?device=filtered&direction=OUTBOUND")).hasSize(1);
		}
	}

	@Test
	void devicesAreTaggedListedAndForgotten() {
		try (Device device = named("tagged")) {
			assertThat(api.putJson("/api/devices/tagged", "{\"tags\":[\"floor-3\"]}").status()).isEqualTo(200);
			assertThat(api.putJson("/api/devices/never-seen", "{\"tags\":[\"floor-3\",\"b\"]}").status())
				.isEqualTo(201);
			assertThat(api.all("/api/devices?tag=floor-3")).extracting((one) -> one.get("id").asString())
				.containsExactly("never-seen", "tagged");
			assertThat(api.all("/api/devices?tag=floor-3&connected=true")).extracting((one) -> one.get("id").asString())
				.containsExactly("tagged");
			assertThat(api.get("/api/devices?tag=floor-3&limit=1").json().get("next").isNull()).isFalse();
			assertThat(api.delete("/api/devices/tagged").status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
			assertThat(api.delete("/api/devices/never-seen").status()).isEqualTo(204);
			await().pollDelay(Duration.ofMillis(300))
				.untilAsserted(() -> assertThat(api.all("/api/devices?tag=floor-3")).isEmpty());
			assertThat(api.get("/api/devices/tagged").status()).isEqualTo(404);
		}
	}

	@Test
	void whatIsPutOfADeviceIsNotUndoneByItsComingAndGoing() {
		named("flapping").close();
		for (int i = 0; i < 30; i++) {
			try (Device device = wirepost.dial("named").say("HELLO flapping\n")) {
				assertThat(device.socket().isConnected()).isTrue();
			}
			assertThat(api.putJson("/api/devices/flapping", "{\"tags\":[\"t%d\"]}".formatted(i)).status())
				.isEqualTo(200);
			await().pollDelay(Duration.ofMillis(20))
				.until(() -> api.get("/api/devices/flapping").json().get("tags").get(0).asString(), ("t" + i)::equals);
		}
	}

	@Test
	void aDeviceIsRememberedWithTheTimeItWasLastSeen() {
		Device device = named("gone");
		device.say("bye\n");
		await().until(() -> api.all("/api/devices/gone/messages").size() == 1);
		device.close();
		await().untilAsserted(() -> {
			JsonNode gone = api.get("/api/devices/gone").json();
			assertThat(gone.get("connected").asBoolean()).isFalse();
			assertThat(gone.get("connections")).isEmpty();
			assertThat(gone.get("lastSeenAt").isNull()).isFalse();
			assertThat(gone.get("createdAt").isNull()).isFalse();
		});
		Api.Answer answer = api.postJson("/api/devices/gone/messages", "{\"text\":\"x\"}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.problem()).isEqualTo("device-not-connected");
		assertThat(answer.json().get("reason").asString()).isEqualTo("away");
	}

	@Test
	void healthAndMetricsTellHowItGoes() {
		assertThat(api.get("/livez").status()).isEqualTo(200);
		assertThat(api.get("/readyz").status()).isEqualTo(200);
		assertThat(api.get("/actuator/health").json().get("status").asString()).isEqualTo("UP");
		assertThat(api.get("/actuator/info").status()).isEqualTo(200);
		String metrics = api.get("/actuator/prometheus").body();
		assertThat(metrics).contains("wirepost_connections{", "wirepost_messages_total{", "wirepost_bytes_total{",
				"wirepost_journal_messages_total", "wirepost_journal_append_seconds_count", "wirepost_journal_inbox",
				"wirepost_delivery_reply_seconds_count");
	}

	@Test
	void theServiceDescribesItself() {
		JsonNode paths = api.get("/v3/api-docs").json().get("paths");
		assertThat(paths.has("/api/devices/{id}/messages")).isTrue();
		assertThat(paths.has("/api/messages/{id}/payload")).isTrue();
		assertThat(api.get("/swagger-ui/index.html").status()).isEqualTo(200);
	}

}
