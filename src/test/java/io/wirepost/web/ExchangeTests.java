package io.wirepost.web;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Conversations with a device in one call. */
class ExchangeTests {

	private static final String ENQUIRY = "{\"steps\":[{\"send\":{\"hex\":\"05\"},\"expect\":\"frame == hex('06')\",\"within\":\"20s\"},"
			+ "{\"send\":{\"text\":\"CMD %1$d\"},\"expect\":\"text == 'OK %1$d'\",\"within\":\"20s\"}]}";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.named.port=0", "wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.named.identify.consume=true", "wirepost.listeners.named.reply.ignore=text == 'HB'",
				"wirepost.listeners.gateway.port=0", "wirepost.listeners.gateway.identify.by=every-frame",
				"wirepost.listeners.gateway.identify.pattern=^(?<id>[a-z]+):", "wirepost.listeners.closing.port=0",
				"wirepost.listeners.closing.identify.by=first-frame",
				"wirepost.listeners.closing.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.closing.reply.on-timeout=close");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Device device(String id) {
		Device device = wirepost.dial("named").say("HELLO " + id + "\n");
		await().until(() -> api.get("/api/devices/" + id).status() == 200);
		return device;
	}

	private static CompletableFuture<Api.Answer> exchange(String device, String body) {
		return api.postJsonLater("/api/devices/" + device + "/exchanges", body);
	}

	@Test
	void fourCallersAtOnceHaveFourExchangesThatNeverInterleave() {
		try (Device device = device("instrument")) {
			List<CompletableFuture<Api.Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				answers.add(exchange("instrument", ENQUIRY.formatted(i)));
			}
			CompletableFuture<Api.Answer> send = api.postJsonLater("/api/devices/instrument/messages",
					"{\"text\":\"between\"}");
			for (int i = 0; i < 5; i++) {
				String begin = device.hear();
				if (begin.equals("between")) {
					continue;
				}
				assertThat(begin).isEqualTo("\5");
				device.say("HB\n\6\n");
				String command = device.hear();
				assertThat(command).startsWith("CMD ");
				device.say("BUSY\nHB\nOK " + command.substring(4) + "\n");
			}
			assertThat(send.join().status()).isEqualTo(200);
			for (int i = 0; i < 4; i++) {
				JsonNode exchange = answers.get(i).join().json();
				assertThat(answers.get(i).join().status()).as(exchange.toString()).isEqualTo(200);
				assertThat(exchange.get("status").asString()).isEqualTo("DONE");
				assertThat(exchange.get("deviceId").asString()).isEqualTo("instrument");
				assertThat(exchange.at("/steps/0/sent/base64").asString()).isEqualTo("BQ==");
				assertThat(exchange.at("/steps/1/sent/text").asString()).isEqualTo("CMD " + i);
				assertThat(exchange.at("/steps/1/received")).extracting((one) -> one.get("text").asString())
					.containsExactly("BUSY", "OK " + i);
				assertThat(exchange.at("/steps/1/received")).extracting((one) -> one.get("deliveryId").asString())
					.containsOnly(exchange.get("id").asString());
			}
		}
	}

	@Test
	void aStepThatIsNotMetIs504WithTheStepsSoFar() {
		try (Device device = device("slow")) {
			CompletableFuture<Api.Answer> answer = exchange("slow",
					"{\"steps\":[{\"send\":{\"text\":\"a\"},\"expect\":\"text == 'A'\"},"
							+ "{\"send\":{\"text\":\"b\"},\"expect\":\"text == 'B'\",\"within\":\"500ms\"},"
							+ "{\"send\":{\"text\":\"c\"}}]}");
			assertThat(device.hear()).isEqualTo("a");
			device.say("A\n");
			assertThat(device.hear()).isEqualTo("b");
			device.say("no B\n");
			JsonNode problem = answer.join().json();
			assertThat(answer.join().status()).isEqualTo(504);
			assertThat(problem.get("type").asString()).isEqualTo("urn:wirepost:problem:step-not-met");
			assertThat(problem.get("step").asInt()).isEqualTo(2);
			assertThat(problem.get("reason").asString()).isEqualTo("not-met");
			assertThat(problem.get("steps")).hasSize(2);
			assertThat(problem.at("/steps/1/received/0/text").asString()).isEqualTo("no B");
			assertThat(api.postJson("/api/devices/slow/messages", "{\"text\":\"next\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("next");
		}
	}

	@Test
	void aConnectionThatClosesEndsItsExchange() {
		CompletableFuture<Api.Answer> answer;
		try (Device device = device("leaving")) {
			answer = exchange("leaving", ENQUIRY.formatted(1));
			assertThat(device.hear()).isEqualTo("\5");
		}
		assertThat(answer.join().status()).isEqualTo(504);
		assertThat(answer.join().json().get("reason").asString()).isEqualTo("connection-closed");
		await().until(() -> !api.get("/api/devices/leaving").json().get("connected").asBoolean());
		Api.Answer away = api.postJson("/api/devices/leaving/exchanges", ENQUIRY.formatted(1));
		assertThat(away.status()).isEqualTo(409);
		assertThat(away.json().get("reason").asString()).isEqualTo("away");
		assertThat(api.postJson("/api/devices/nobody/exchanges", ENQUIRY.formatted(1)).status()).isEqualTo(404);
	}

	@Test
	void aCallerThatGoesAwayFinishesTheStepThatIsWrittenAndNoOther() throws Exception {
		try (Device device = device("abandoned")) {
			byte[] body = ENQUIRY.formatted(7).getBytes(StandardCharsets.UTF_8);
			try (Socket caller = new Socket("127.0.0.1", api.port())) {
				OutputStream out = caller.getOutputStream();
				out.write(("POST /api/devices/abandoned/exchanges HTTP/1.1\r\nHost: localhost\r\n"
						+ "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n")
					.formatted(body.length)
					.getBytes(StandardCharsets.US_ASCII));
				out.write(body);
				out.flush();
				assertThat(device.hear()).isEqualTo("\5");
			}
			// Wirepost looks four times a second.
			TimeUnit.SECONDS.sleep(3);
			device.say("\6\n");
			assertThat(api.postJson("/api/devices/abandoned/messages", "{\"text\":\"free\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("free");
			assertThat(api.all("/api/devices/abandoned/messages?direction=INBOUND")).singleElement()
				.satisfies((message) -> assertThat(message.get("deliveryId").isNull()).isFalse());
		}
	}

	@Test
	void anotherRequestOnTheSameHttpConnectionIsAnsweredBehindTheExchange() throws Exception {
		try (Device device = device("pipelined"); Socket caller = new Socket("127.0.0.1", api.port())) {
			byte[] body = ENQUIRY.formatted(7).getBytes(StandardCharsets.UTF_8);
			OutputStream out = caller.getOutputStream();
			out.write(("POST /api/devices/pipelined/exchanges HTTP/1.1\r\nHost: localhost\r\n"
					+ "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n")
				.formatted(body.length)
				.getBytes(StandardCharsets.US_ASCII));
			out.write(body);
			out.flush();
			assertThat(device.hear()).isEqualTo("\5");
			out.write("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
			TimeUnit.SECONDS.sleep(1);
			device.say("\6\n");
			assertThat(device.hear()).isEqualTo("CMD 7");
			device.say("OK 7\n");
			String all = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(all).contains("\"DONE\"").contains("\"UP\"");
		}
	}

	@Test
	void exchangesWithTwoDevicesBehindAGatewayEachGetTheirOwn() {
		try (Device gateway = wirepost.dial("gateway").say("a:hi\nb:hi\n")) {
			await().until(() -> api.get("/api/devices/b").status() == 200);
			String body = "{\"steps\":[{\"send\":{\"text\":\"%1$s?\"},\"expect\":\"text == '%1$s:done'\",\"within\":\"1m\"}]}";
			CompletableFuture<Api.Answer> a = exchange("a", body.formatted("a"));
			assertThat(gateway.hear()).isEqualTo("a?");
			CompletableFuture<Api.Answer> b = exchange("b", body.formatted("b"));
			assertThat(gateway.hear()).isEqualTo("b?");
			gateway.say("b:done\na:done\n");
			assertThat(a.join().status()).as(a.join().body()).isEqualTo(200);
			assertThat(b.join().status()).as(b.join().body()).isEqualTo(200);
			CompletableFuture<Api.Answer> left = exchange("a", body.formatted("a"));
			assertThat(gateway.hear()).isEqualTo("a?");
			exchange("b", body.formatted("b"));
			assertThat(gateway.hear()).isEqualTo("b?");
			gateway.hangUp();
			assertThat(left.join().json().get("reason").asString()).isEqualTo("connection-closed");
		}
	}

	@Test
	void theLateAnswerToAStepIsNobodyElses() {
		String late = "{\"steps\":[{\"send\":{\"text\":\"Q1\"},\"expect\":\"text == 'R1'\",\"within\":\"300ms\"}]}";
		try (Device device = device("late")) {
			CompletableFuture<Api.Answer> answer = exchange("late", late);
			assertThat(device.hear()).isEqualTo("Q1");
			assertThat(answer.join().status()).isEqualTo(504);
			CompletableFuture<Api.Answer> next = api.postJsonLater("/api/devices/late/messages",
					"{\"text\":\"Q2\",\"awaitReply\":\"1m\"}");
			device.say("R1\n");
			assertThat(device.hear()).isEqualTo("Q2");
			device.say("R2\n");
			assertThat(next.join().json().at("/reply/text").asString()).isEqualTo("R2");
		}
		try (Device device = wirepost.dial("closing").say("HELLO strict-one\n")) {
			await().until(() -> api.get("/api/devices/strict-one").status() == 200);
			assertThat(exchange("strict-one", late).join().status()).isEqualTo(504);
			assertThat(device.hear()).isEqualTo("Q1");
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void aStepThatOnlyWaitsEndsWithItsCaller() throws Exception {
		try (Device device = device("waiting")) {
			byte[] body = "{\"steps\":[{\"expect\":\"text == 'never'\",\"within\":\"5m\"}]}"
				.getBytes(StandardCharsets.UTF_8);
			try (Socket caller = new Socket("127.0.0.1", api.port())) {
				caller.getOutputStream()
					.write(("POST /api/devices/waiting/exchanges HTTP/1.1\r\nHost: localhost\r\n"
							+ "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n")
						.formatted(body.length)
						.getBytes(StandardCharsets.US_ASCII));
				caller.getOutputStream().write(body);
				TimeUnit.SECONDS.sleep(1);
			}
			await().until(() -> api.postJson("/api/devices/waiting/messages", "{\"text\":\"free\"}").status() == 200);
			assertThat(device.hear()).isEqualTo("free");
		}
	}

	@Test
	void framesWithoutEndEndTheExchange() {
		try (Device device = device("chatty")) {
			CompletableFuture<Api.Answer> answer = exchange("chatty",
					"{\"steps\":[{\"send\":{\"text\":\"LIST\"},\"expect\":\"text == 'fin'\",\"within\":\"4m\"}]}");
			assertThat(device.hear()).isEqualTo("LIST");
			device.say("x\n".repeat(1_200));
			assertThat(answer.join().status()).isEqualTo(504);
			assertThat(answer.join().json().get("reason").asString()).isEqualTo("too-long");
			assertThat(answer.join().json().at("/steps/0/received")).hasSize(1_000);
		}
	}

	@Test
	void whatCannotBeHeldIsSaidWithItsPlaceAndNothingIsSent() {
		try (Device device = device("strict")) {
			Api.Answer answer = api.postJson("/api/devices/strict/exchanges",
					"{\"steps\":[{\"send\":{\"text\":\"a\",\"hex\":\"01\"}},{\"expect\":\"text ==\"},{},"
							+ "{\"expect\":\"true\",\"within\":\"6m\"},null,{\"send\":{\"hex\":\"0\"}}]}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.json().get("errors")).extracting((error) -> error.get("field").asString())
				.contains("steps[0].send", "steps[1].expect", "steps[2]", "steps[3].within", "steps[4]",
						"steps[5].send.hex");
			assertThat(api.postJson("/api/devices/strict/exchanges", "{\"steps\":[]}").body()).contains("1 to 100");
			assertThat(api.postJson("/api/devices/strict/exchanges", "{}").body()).contains("1 to 100");
			assertThat(api
				.postJson("/api/devices/strict/exchanges",
						"{\"steps\":[{\"send\":{\"text\":\"one\"}},{\"send\":{\"text\":\"a\\nb\"}}]}")
				.status()).isEqualTo(422);
			assertThat(api.postJson("/api/devices/strict/messages", "{\"text\":\"clean\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("clean");
		}
	}

}
