package io.wirepost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

/** Which frames answer a request, when a reply is complete, and what a late one does. */
class ReplyPolicyTests {

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.closing.port=0",
				"wirepost.listeners.closing.reply.on-timeout=close",
				"wirepost.listeners.closing.identify.by=first-frame",
				"wirepost.listeners.closing.identify.pattern=^HELLO (?<id>\\S+)", "wirepost.listeners.heartbeat.port=0",
				"wirepost.listeners.heartbeat.reply.ignore=text == 'HB'", "wirepost.listeners.iec.port=0",
				"wirepost.listeners.iec.protocol=iec-60870-5-104", "wirepost.listeners.iec.identify.by=connection");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String path(String listener) {
		JsonNode connection = await()
			.until(() -> api.all("/api/connections?listener=" + listener),
					(open) -> open.size() == 1 && !open.get(0).get("deviceId").isNull())
			.get(0);
		return "/api/devices/" + connection.get("deviceId").asString() + "/messages";
	}

	private static String send(String text, String reply) {
		return "{\"text\":\"%s\",\"awaitReply\":\"1m\",\"reply\":%s}".formatted(text, reply);
	}

	private static List<String> replies(Api.Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json().get("status").asString()).isEqualTo("REPLIED");
		List<String> texts = new ArrayList<>();
		answer.json().get("replies").forEach((one) -> texts.add(one.get("text").asString()));
		assertThat(answer.json().at("/reply/text").asString()).isEqualTo(texts.get(texts.size() - 1));
		JsonNode again = await().until(() -> api.get("/api/deliveries/" + answer.json().get("id").asString()).json(),
				(stored) -> stored.get("status").asString().equals("REPLIED"));
		assertThat(again.get("replies")).hasSameSizeAs(texts);
		return texts;
	}

	@Test
	void aReplyOfSeveralFramesIsCompleteByCountByExpressionOrBySilence() {
		try (Device device = wirepost.dial("heartbeat")) {
			String path = path("heartbeat");
			CompletableFuture<Api.Answer> counted = api.postJsonLater(path, send("LIST", "{\"frames\":3}"));
			assertThat(device.hear()).isEqualTo("LIST");
			device.say("one\ntwo\nHB\nthree\nfour\n");
			assertThat(replies(counted.join())).containsExactly("one", "two", "three");
			CompletableFuture<Api.Answer> until = api.postJsonLater(path,
					send("DUMP 7", "{\"until\":\"text == 'END ' + request.string('UTF-8').substring(5)\"}"));
			assertThat(device.hear()).isEqualTo("DUMP 7");
			device.say("a\nEND 6\nb\nEND 7\n");
			assertThat(replies(until.join())).containsExactly("a", "END 6", "b", "END 7");
			CompletableFuture<Api.Answer> quiet = api.postJsonLater(path, send("TAIL", "{\"quiet\":\"700ms\"}"));
			assertThat(device.hear()).isEqualTo("TAIL");
			device.say("x\n");
			device.say("y\n");
			assertThat(replies(quiet.join())).containsExactly("x", "y");
			CompletableFuture<Api.Answer> next = api.postJsonLater(path, "{\"text\":\"PING\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("PING");
			device.say("PONG\n");
			assertThat(next.join().json().at("/reply/text").asString()).isEqualTo("PONG");
			assertThat(next.join().json().has("replies")).isFalse();
		}
	}

	@Test
	void whatSaysWhenAReplyIsCompleteIsCheckedBeforeAnythingIsSent() {
		try (Device silent = wirepost.dial("heartbeat")) {
			String path = path("heartbeat");
			assertThat(api.postJson(path, send("A", "{\"frames\":3,\"quiet\":\"1s\"}")).body())
				.contains("set one of until, frames and quiet");
			assertThat(api.postJson(path, send("A", "{\"until\":\"text ==\"}")).body()).contains("reply.until");
			assertThat(api.postJson(path, send("A", "{\"until\":\"'x'\"}")).body()).contains("true or false");
			assertThat(api.postJson(path, send("A", "{\"frames\":0}")).body()).contains("0 is not 1 to 1000");
			assertThat(api.postJson(path, send("A", "{\"quiet\":\"later\"}")).body()).contains("reply.quiet");
			assertThat(api.postJson(path, "{\"text\":\"A\",\"reply\":{\"frames\":2}}").body()).contains("awaitReply");
			assertThat(api.all(path)).isEmpty();
			assertThat(silent.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aHeartbeatInTheMiddleOfARequestAndGluedToItsReplyAnswersNothing() {
		try (Device device = wirepost.dial("heartbeat")) {
			String path = path("heartbeat");
			for (String wire : new String[] { "HB\nyes\n", "HB\nHB\nyes\nHB\n" }) {
				CompletableFuture<Api.Answer> answer = api.postJsonLater(path,
						"{\"text\":\"alive?\",\"awaitReply\":\"1m\"}");
				assertThat(device.hear()).isEqualTo("alive?");
				device.say(wire);
				assertThat(answer.join().json().at("/reply/text").asString()).isEqualTo("yes");
			}
			await().until(() -> api.all(path + "?direction=INBOUND").size() == 6);
		}
	}

	@Test
	void aTestFrameOfIec104MeanwhileIsConfirmedAndAnswersNothing() {
		try (Device device = wirepost.dial("iec")) {
			String path = path("iec");
			CompletableFuture<Api.Answer> answer = api.postJsonLater(path,
					"{\"hex\":\"68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14\",\"awaitReply\":\"1m\"}");
			device.hear(16);
			device.say(hex("68 04 43 00 00 00"));
			assertThat(device.hear(6)).isEqualTo(hex("68 04 83 00 00 00"));
			device.say(hex("68 0E 00 00 02 00 64 01 07 00 01 00 00 00 00 14"));
			assertThat(answer.join().json().at("/reply/base64").asString()).isNotEmpty();
			assertThat(answer.join().json().at("/reply/size").asInt()).isEqualTo(16);
		}
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text.replace(" ", ""));
	}

	@Test
	void aConnectionIsClosedWhenAReplyDoesNotComeInTimeSoThatItIsNobodyElses() {
		try (Device stalling = wirepost.dial("closing")) {
			stalling.say("HELLO stalling\n");
			String path = path("closing");
			CompletableFuture<Api.Answer> first = api.postJsonLater(path, "{\"text\":\"A?\",\"awaitReply\":\"1s\"}");
			assertThat(stalling.hear()).isEqualTo("A?");
			CompletableFuture<Api.Answer> second = api.postJsonLater(path,
					"{\"text\":\"B?\",\"awaitReply\":\"20s\",\"expiresIn\":\"5m\"}");
			assertThat(first.join().status()).isEqualTo(504);
			assertThat(stalling.isHungUpOn()).isTrue();
			try (Device back = wirepost.dial("closing")) {
				back.say("HELLO stalling\n");
				assertThat(back.hear()).isEqualTo("B?");
				back.say("b\n");
				String id = second.join().json().get("id").asString();
				await().untilAsserted(
						() -> assertThat(api.get("/api/deliveries/" + id).json().at("/reply/text").asString())
							.isEqualTo("b"));
			}
		}
	}

	@Test
	void aRequestWaitsForItsTurnAsLongAsForItsReplyAndTheSettleTime() {
		try (Device device = wirepost.dial("heartbeat")) {
			String path = path("heartbeat");
			CompletableFuture<Api.Answer> first = api.postJsonLater(path, "{\"text\":\"A\",\"awaitReply\":\"1m\"}");
			assertThat(device.hear()).isEqualTo("A");
			long begin = System.nanoTime();
			Api.Answer second = api.postJson(path, "{\"text\":\"B\",\"awaitReply\":\"500ms\"}");
			Duration waited = Duration.ofNanos(System.nanoTime() - begin);
			assertThat(second.status()).isEqualTo(429);
			assertThat(waited).isGreaterThan(Duration.ofMillis(2400)).isLessThan(Duration.ofSeconds(30));
			device.say("a\n");
			assertThat(first.join().status()).isEqualTo(200);
		}
	}

}
