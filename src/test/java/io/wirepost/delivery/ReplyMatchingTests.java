package io.wirepost.delivery;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Answers find the requests they belong to. */
class ReplyMatchingTests {

	private static final int MANY = 1_000;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		String reply = "wirepost.listeners.%s.reply.%s";
		// The client of a thousand requests shares this process: on a busy machine it may
		// say nothing for a while.
		wirepost = Wirepost.start("server.tomcat.connection-timeout=60s", "wirepost.listeners.pattern.port=0",
				reply.formatted("pattern", "match=pattern"), reply.formatted("pattern", "request=ID=(?<token>\\d+)"),
				reply.formatted("pattern", "reply=ACK (?<token>\\d+)"), "wirepost.listeners.json.port=0",
				"wirepost.listeners.json.framing.type=json", reply.formatted("json", "match=json"),
				reply.formatted("json", "request=/id"), reply.formatted("json", "reply=/correlationId"),
				"wirepost.listeners.modbus.port=0", "wirepost.listeners.modbus.framing.preset=modbus-tcp",
				reply.formatted("modbus", "match=bytes"), reply.formatted("modbus", "offset=0"),
				reply.formatted("modbus", "length=2"), "wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String path(String listener) {
		JsonNode connection = await()
			.until(() -> api.all("/api/connections?listener=" + listener), (open) -> open.size() == 1)
			.get(0);
		return "/api/devices/" + connection.get("deviceId").asString() + "/messages";
	}

	@Test
	void aThousandRequestsToOneDeviceGetTheirOwnAnswersInWhateverOrderTheseCome() {
		try (Device device = wirepost.dial("pattern")) {
			String path = path("pattern");
			int threads = Thread.activeCount();
			List<CompletableFuture<Api.Answer>> answers = new ArrayList<>();
			List<String> tokens = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				answers.add(api.postJsonLater(path, "{\"text\":\"GET ID=%d\",\"awaitReply\":\"2m\"}".formatted(i)));
			}
			for (int i = 0; i < MANY; i++) {
				tokens.add(hear(device, answers).substring("GET ID=".length()));
			}
			assertThat(answers).noneMatch(CompletableFuture::isDone);
			assertThat(Thread.activeCount()).as("threads").isLessThan(threads + 300);
			Collections.shuffle(tokens, new Random(7));
			device.say("nothing to do with it\n");
			tokens.forEach((token) -> device.say("ACK %s for you\n".formatted(token)));
			for (int i = 0; i < MANY; i++) {
				Api.Answer answer = answers.get(i).join();
				assertThat(answer.status()).as(answer.body()).isEqualTo(200);
				assertThat(answer.json().get("reply").get("text").asString()).isEqualTo("ACK %d for you".formatted(i));
			}
			assertThat(api.all(path + "?direction=INBOUND").stream().filter((one) -> one.get("deliveryId").isNull()))
				.singleElement()
				.satisfies((one) -> assertThat(one.get("text").asString()).isEqualTo("nothing to do with it"));
		}
	}

	/** A request that was refused is why its frame does not come. */
	private static String hear(Device device, List<CompletableFuture<Api.Answer>> answers) {
		try {
			return device.hear();
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError("Answered before any reply: " + answers.stream()
				.filter(CompletableFuture::isDone)
				.map((answer) -> answer.handle((done, failure) -> (done != null) ? done.body() : failure).join())
				.toList(), ex);
		}
	}

	@Test
	void answersInJsonFindTheirRequests() {
		try (Device device = wirepost.dial("json")) {
			String path = path("json");
			CompletableFuture<Api.Answer> one = api.postJsonLater(path,
					"{\"text\":\"{\\\"id\\\":1}\",\"awaitReply\":\"1m\"}");
			CompletableFuture<Api.Answer> two = api.postJsonLater(path,
					"{\"text\":\"{\\\"id\\\":\\\"two\\\"}\",\"awaitReply\":\"1m\"}");
			await().until(() -> api.all(path + "?direction=OUTBOUND").size() == 2);
			device.say("{\"correlationId\":\"two\",\"ok\":true}{\"event\":1}{\"correlationId\":1}");
			assertThat(two.join().json().get("reply").get("text").asString()).contains("\"ok\":true");
			assertThat(one.join().json().get("reply").get("text").asString()).isEqualTo("{\"correlationId\":1}");
		}
	}

	@Test
	void modbusAnswersFindTheirRequestsByTransactionId() {
		try (Device device = wirepost.dial("modbus")) {
			String path = path("modbus");
			CompletableFuture<Api.Answer> one = api.postJsonLater(path,
					"{\"hex\":\"00 01 00 00 00 02 01 03\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear(8)).startsWith(0, 1);
			CompletableFuture<Api.Answer> two = api.postJsonLater(path,
					"{\"hex\":\"00 02 00 00 00 02 01 03\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear(8)).startsWith(0, 2);
			device.say(new byte[] { 0, 2, 0, 0, 0, 2, 1, 2 }).say(new byte[] { 0, 1, 0, 0, 0, 2, 1, 1 });
			assertThat(one.join().json().get("reply").get("base64").asString()).isEqualTo("AAEAAAACAQE=");
			assertThat(two.join().json().get("reply").get("base64").asString()).isEqualTo("AAIAAAACAQI=");
		}
	}

	@Test
	void aDevicesOwnMatchingStandsBeforeItsListeners() {
		assertThat(api
			.putJson("/api/devices/own",
					"{\"reply\":{\"match\":\"pattern\",\"request\":\"#(?<token>\\\\d)\","
							+ "\"reply\":\"#(?<token>\\\\d)\"}}")
			.status()).isEqualTo(201);
		try (Device device = wirepost.dial("named").say("HELLO own\n")) {
			await().until(() -> api.get("/api/devices/own").json().get("connected").asBoolean());
			String path = "/api/devices/own/messages";
			CompletableFuture<Api.Answer> one = api.postJsonLater(path, "{\"text\":\"a #1\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("a #1");
			CompletableFuture<Api.Answer> two = api.postJsonLater(path, "{\"text\":\"b #2\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("b #2");
			Api.Answer none = api.postJson(path, "{\"text\":\"no token\",\"awaitReply\":\"1m\"}");
			assertThat(none.status()).isEqualTo(422);
			assertThat(none.problem()).isEqualTo("token-missing");
			assertThat(api.postJson(path, "{\"text\":\"no token\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("no token");
			device.say("B #2\nA #1\n");
			assertThat(two.join().json().get("reply").get("text").asString()).isEqualTo("B #2");
			assertThat(one.join().json().get("reply").get("text").asString()).isEqualTo("A #1");
		}
	}

	@Test
	void aLateAnswerIsMarkedWithItsOwnRequestWhileOthersAreAwaited() {
		assertThat(api
			.putJson("/api/devices/late",
					"{\"reply\":{\"match\":\"pattern\",\"request\":\"#(?<token>\\\\d)\","
							+ "\"reply\":\"#(?<token>\\\\d)\"}}")
			.status()).isEqualTo(201);
		try (Device device = wirepost.dial("named").say("HELLO late\n")) {
			await().until(() -> api.get("/api/devices/late").json().get("connected").asBoolean());
			String path = "/api/devices/late/messages";
			Api.Answer one = api.postJson(path, "{\"text\":\"#1\",\"awaitReply\":\"50ms\"}");
			assertThat(one.status()).isEqualTo(504);
			CompletableFuture<Api.Answer> two = api.postJsonLater(path, "{\"text\":\"#2\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("#1");
			assertThat(device.hear()).isEqualTo("#2");
			device.say("late #1\nin time #2\n");
			assertThat(two.join().json().get("reply").get("text").asString()).isEqualTo("in time #2");
			List<JsonNode> inbound = api.all(path + "?direction=INBOUND&order=asc");
			assertThat(inbound.get(0).get("deliveryId")).isEqualTo(one.json().get("deliveryId"));
			assertThat(api.get("/api/deliveries/" + one.json().get("deliveryId").asString())
				.json()
				.get("status")
				.asString()).isEqualTo("REPLY_TIMEOUT");
		}
	}

	@Test
	void anAnswerGoesToTheRequestWhoseTokenItHasWhileTheMatchingIsChanged() {
		assertThat(api.putJson("/api/devices/changed", "{}").status()).isEqualTo(201);
		try (Device device = wirepost.dial("named").say("HELLO changed\n")) {
			await().until(() -> api.get("/api/devices/changed").json().get("connected").asBoolean());
			String path = "/api/devices/changed/messages";
			assertThat(api.postJson(path, "{\"text\":\"nobody answers\",\"awaitReply\":\"50ms\"}").status())
				.isEqualTo(504);
			assertThat(device.hear()).isEqualTo("nobody answers");
			api.putJson("/api/devices/changed", "{\"reply\":{\"match\":\"pattern\","
					+ "\"request\":\"#(?<token>\\\\d)\",\"reply\":\"#(?<token>\\\\d)\"}}");
			CompletableFuture<Api.Answer> one = api.postJsonLater(path, "{\"text\":\"#1\",\"awaitReply\":\"5s\"}");
			assertThat(device.hear()).isEqualTo("#1");
			device.say("in time #1\n");
			assertThat(one.join().status()).as("not taken for a late answer").isEqualTo(200);
			api.putJson("/api/devices/changed", "{}");
			CompletableFuture<Api.Answer> next = api.postJsonLater(path, "{\"text\":\"next\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("next");
			api.putJson("/api/devices/changed", "{\"reply\":{\"match\":\"pattern\","
					+ "\"request\":\"#(?<token>\\\\d)\",\"reply\":\"#(?<token>\\\\d)\"}}");
			CompletableFuture<Api.Answer> two = api.postJsonLater(path, "{\"text\":\"#2\",\"awaitReply\":\"5s\"}");
			assertThat(device.hear()).isEqualTo("#2");
			device.say("for #2\nfor next\n");
			assertThat(two.join().json().path("reply").path("text").asString("")).isEqualTo("for #2");
			assertThat(next.join().json().path("reply").path("text").asString("")).isEqualTo("for next");
		}
	}

}
