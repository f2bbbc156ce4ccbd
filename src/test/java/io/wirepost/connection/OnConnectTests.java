package io.wirepost.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

/** What is done on a new connection before anything is delivered on it. */
class OnConnectTests {

	/** COTP connection request and confirm, S7 setup communication and its answer. */
	private static final String CONNECT = "03 00 00 16 11 E0 00 00 00 01 00 C0 01 0A C1 02 01 00 C2 02 01 02";

	private static final String CONFIRM = "03 00 00 16 11 D0 00 01 00 02 00 C0 01 0A C1 02 01 00 C2 02 01 02";

	private static final String SETUP = "03 00 00 19 02 F0 80 32 01 00 00 00 01 00 08 00 00 F0 00 00 01 00 01 01 E0";

	private static final String SETUP_DONE = "03 00 00 1B 02 F0 80 32 03 00 00 00 01 00 08 00 00 00 00 F0 00 00 01 00 01 00 F0";

	private static final String READ = "03 00 00 1F 02 F0 80 32 01 00 00 00 02 00 0E 00 00 04 01 12 0A 10 02 00 01 00 01 84 00 00 00";

	private static final String VALUE = "03 00 00 1A 02 F0 80 32 03 00 00 00 02 00 02 00 05 00 00 04 01 FF 04 00 08 2A";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.endpoints.allowed=127.0.0.1/32:*", "wirepost.listeners.asks.port=0",
				"wirepost.listeners.asks.identify.by=first-frame",
				"wirepost.listeners.asks.identify.pattern=^ID (?<id>\\S+)",
				"wirepost.listeners.asks.on-connect[0].expect=text == 'READY'",
				"wirepost.listeners.asks.on-connect[1].send.text=ID?",
				"wirepost.listeners.asks.on-connect[1].expect=text.startsWith('ID ')",
				"wirepost.listeners.asks.on-connect[1].within=1m");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static ServerSocket server() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text.replace(" ", ""));
	}

	private static void put(String device, ServerSocket server, String more) {
		Api.Answer answer = api.putJson("/api/devices/" + device,
				"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,%s}}".formatted(server.getLocalPort(), more));
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "on-demand", "always" })
	void aGreetingAnswersNothing(String connect) throws Exception {
		try (ServerSocket server = server()) {
			String device = "greeter-" + connect;
			put(device, server,
					"\"connect\":\"%s\",\"onConnect\":[{\"expect\":\"text == 'Welcome'\",\"within\":\"1m\"}]"
						.formatted(connect));
			List<CompletableFuture<Api.Answer>> answers = List.of(ask(device, "A?"), ask(device, "B?"),
					ask(device, "C?"));
			try (Device greeter = Device.accept(server).say("Welcome\r\n")) {
				for (int i = 0; i < 3; i++) {
					greeter.say(greeter.hear().replace('?', '!') + "\r\n");
				}
				for (int i = 0; i < 3; i++) {
					JsonNode delivery = answers.get(i).join().json();
					assertThat(delivery.at("/reply/text").asString()).isEqualTo(List.of("A!", "B!", "C!").get(i));
				}
				await().untilAsserted(() -> assertThat(api.all("/api/devices/" + device + "/messages?order=asc"))
					.extracting((message) -> message.get("text").asString())
					.startsWith("Welcome")
					.hasSize(7));
			}
			api.delete("/api/devices/" + device);
		}
	}

	private static CompletableFuture<Api.Answer> ask(String device, String text) {
		return api.postJsonLater("/api/devices/" + device + "/messages",
				"{\"text\":\"%s\",\"awaitReply\":\"1m\"}".formatted(text));
	}

	@Test
	void anS7ControllerIsSetUpBeforeEachReadAlsoAfterAnIdleHangUp() throws Exception {
		try (ServerSocket server = server()) {
			put("s7", server,
					("\"protocol\":\"tpkt-cotp\",\"idleTimeout\":\"500ms\",\"onConnect\":["
							+ "{\"send\":{\"hex\":\"%s\"},\"expect\":\"frame.u8(5) == 0xD0\"},"
							+ "{\"send\":{\"hex\":\"%s\"},\"expect\":\"frame.u8(8) == 0x03 && frame.u16(17) == 0\"}]")
						.formatted(CONNECT, SETUP));
			for (int i = 0; i < 2; i++) {
				CompletableFuture<Api.Answer> read = api.postJsonLater("/api/devices/s7/messages",
						"{\"hex\":\"%s\",\"awaitReply\":\"1m\"}".formatted(READ));
				try (Device controller = Device.accept(server)) {
					assertThat(controller.hear(22)).isEqualTo(hex(CONNECT));
					controller.say(hex(CONFIRM));
					assertThat(controller.hear(25)).isEqualTo(hex(SETUP));
					controller.say(hex(SETUP_DONE));
					assertThat(controller.hear(31)).isEqualTo(hex(READ));
					controller.say(hex(VALUE));
					assertThat(read.join().body()).contains("\"REPLIED\"");
					assertThat(controller.isHungUpOn()).isTrue();
				}
			}
			assertThat(api.all("/api/devices/s7/messages")).hasSize(12);
			api.delete("/api/devices/s7");
		}
	}

	@Test
	void aStepThatFailsClosesTheConnectionAndSaysWhy() throws Exception {
		try (ServerSocket server = server()) {
			put("mute", server, "\"onConnect\":[{\"expect\":\"text == 'Welcome'\",\"within\":\"300ms\"}]");
			CompletableFuture<Api.Answer> answer = ask("mute", "A?");
			try (Device mute = Device.accept(server).say("Go away\n")) {
				assertThat(mute.isHungUpOn()).isTrue();
			}
			assertThat(answer.join().status()).isEqualTo(409);
			assertThat(answer.join().json().get("reason").asString()).isEqualTo("on-connect");
			assertThat(answer.join().json().get("detail").asString())
				.isEqualTo("Step 1 of 1 of on-connect failed: no frame that it expects came in time");
			assertThat(api.all("/api/rejections")).anySatisfy((rejection) -> {
				assertThat(rejection.get("reason").asString()).isEqualTo("on-connect");
				assertThat(rejection.get("offset").asInt()).isEqualTo(8);
			});
			assertThat(api.get("/actuator/prometheus").body()).contains("reason=\"on-connect\"");
			assertThat(api.all("/api/devices/mute/messages")).singleElement()
				.satisfies((message) -> assertThat(message.get("text").asString()).isEqualTo("Go away"));
			api.delete("/api/devices/mute");
		}
	}

	@Test
	void aListenerAsksBeforeItKnowsWhoItIsAndDeliversThen() {
		try (Device first = wirepost.dial("asks").say("READY\n")) {
			assertThat(first.hear()).isEqualTo("ID?");
			first.say("ID meter-1\n");
			await().until(() -> api.get("/api/devices/meter-1").status() == 200);
			CompletableFuture<Api.Answer> answer = ask("meter-1", "read");
			assertThat(first.hear()).isEqualTo("read");
			first.say("42\n");
			assertThat(answer.join().json().at("/reply/text").asString()).isEqualTo("42");
		}
		await().until(() -> !api.get("/api/devices/meter-1").json().get("connected").asBoolean());
		assertThat(api.postJson("/api/devices/meter-1/messages", "{\"text\":\"later\",\"expiresIn\":\"10m\"}").status())
			.isEqualTo(202);
		try (Device again = wirepost.dial("asks").say("READY\n")) {
			assertThat(again.hear()).isEqualTo("ID?");
			again.say("ID meter-1\n");
			assertThat(again.hear()).isEqualTo("later");
		}
	}

	@Test
	void aStepThatFailsAgainAndAgainIsDialledWithGrowingPausesAndItsCallerIsTold() throws Exception {
		try (ServerSocket server = server()) {
			put("storm", server, "\"onConnect\":[{\"expect\":\"text == 'Welcome'\",\"within\":\"1s\"}]");
			AtomicInteger dials = new AtomicInteger();
			Thread closing = new Thread(() -> {
				while (true) {
					try {
						server.accept().close();
						dials.incrementAndGet();
					}
					catch (IOException ex) {
						return;
					}
				}
			});
			closing.start();
			Api.Answer answer = api.postJson("/api/devices/storm/messages", "{\"text\":\"X\",\"expiresIn\":\"1h\"}");
			assertThat(answer.status()).isEqualTo(202);
			TimeUnit.SECONDS.sleep(4);
			assertThat(dials).hasValueLessThan(10);
			api.delete("/api/devices/storm");
		}
	}

	@Test
	void aListenerLeavesOutTheStepsOfItsProtocol() {
		assertThat(api
			.putJson("/api/protocols/asking",
					"{\"framing\":{\"type\":\"line\"},\"onConnect\":[{\"send\":{\"text\":\"WHO\"}}]}")
			.status()).isEqualTo(201);
		assertThat(
				api.putJson("/api/listeners/quiet", "{\"port\":0,\"protocol\":\"asking\",\"onConnect\":[]}").status())
			.isEqualTo(201);
		assertThat(api.get("/api/listeners/quiet").json().at("/settings/onConnect").isArray()).isTrue();
		try (Device device = wirepost.dial("quiet")) {
			String id = await().until(() -> api.all("/api/connections?listener=quiet"), (open) -> open.size() == 1)
				.get(0)
				.get("id")
				.asString();
			assertThat(api.postJson("/api/connections/" + id + "/messages", "{\"text\":\"first\"}").status())
				.isEqualTo(200);
			assertThat(device.hear()).isEqualTo("first");
		}
	}

	@Test
	void whatCannotBeDoneIsSaidWithItsPlace() {
		assertThat(api
			.putJson("/api/listeners/bad",
					"{\"port\":0,\"onConnect\":[{\"send\":{\"text\":\"a\\nb\"}},{\"expect\":\"text ==\"}]}")
			.body()).contains("onConnect[0].send").contains("onConnect[1].expect");
		assertThat(api.putJson("/api/listeners/bad", "{\"port\":0,\"onConnect\":[{\"within\":\"1s\"}]}").body())
			.contains("set send, expect or both");
		assertThat(api.putJson("/api/listeners/bad", "{\"port\":0,\"onConnect\":[{\"send\":{}}]}").body())
			.contains("onConnect[0]: this entry is empty");
		assertThat(api
			.putJson("/api/listeners/bad", "{\"port\":0,\"onConnect\":[{\"send\":{\"text\":\"a\",\"hex\":\"01\"}}]}")
			.body()).contains("set one of text, hex and base64");
		assertThat(api
			.putJson("/api/listeners/bad", "{\"port\":0,\"onConnect\":[{\"expect\":\"true\",\"within\":\"1h\"}]}")
			.body()).contains("onConnect[0].within");
	}

}
