package io.wirepost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Keytool;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The examples in config/ do what their comments say. seed.yaml is used by
 * SeedProgramsIT.
 */
class ExamplesTests {

	private static Wirepost start(String example, String... settings) {
		String[] all = Arrays.copyOf(settings, settings.length + 1);
		all[settings.length] = "spring.config.additional-location=file:config/" + example;
		return Wirepost.start(all);
	}

	@Test
	void theQuickstartNamesItsDeviceAndHasItsReply() throws IOException {
		try (Wirepost wirepost = Wirepost.start("spring.profiles.active=quickstart",
				"wirepost.listeners.default.port=0")) {
			Process device = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
					"config/Device.java", "lamp-1", Integer.toString(wirepost.port("default")))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			try {
				Api api = wirepost.api();
				await().untilAsserted(
						() -> assertThat(api.get("/api/devices/lamp-1").json().path("connected").asBoolean()).isTrue());
				Api.Answer answer = api.postJson("/api/devices/lamp-1/messages",
						"{\"text\":\"PING\",\"awaitReply\":\"30s\"}");
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.json().get("reply").get("text").asString()).isEqualTo("PONG");
			}
			finally {
				device.destroy();
			}
		}
	}

	@Test
	void trackersNameThemselvesAndSpeakEucKr() {
		Charset charset = Charset.forName("EUC-KR");
		try (Wirepost wirepost = start("gps-tracker.yaml", "wirepost.listeners.trackers.port=0");
				Device tracker = wirepost.dial("trackers")) {
			Api api = wirepost.api();
			tracker.say("LOGIN bus-7\r\n").say("37.5665,126.9780,운행중\r\n".getBytes(charset));
			await().untilAsserted(() -> assertThat(api.all("/api/devices/bus-7/messages")).singleElement()
				.satisfies((message) -> assertThat(message.get("text").asString()).isEqualTo("37.5665,126.9780,운행중")));
			assertThat(api.postJson("/api/devices/bus-7/messages", "{\"text\":\"귀환\"}").status()).isEqualTo(200);
			assertThat(tracker.hear(6)).isEqualTo("귀환\r\n".getBytes(charset));
		}
	}

	@Test
	void devicesWithProtocolsOfTheirOwnAreConnectedByConfigurationAlone() {
		try (Wirepost wirepost = start("protocols.yaml", "wirepost.listeners.trackers.port=0",
				"wirepost.listeners.terminals.port=0", "wirepost.listeners.instruments.port=0",
				"wirepost.listeners.pumps.port=0");
				Device tracker = wirepost.dial("trackers");
				Device terminal = wirepost.dial("terminals");
				Device instrument = wirepost.dial("instruments");
				Device pump = wirepost.dial("pumps")) {
			Api api = wirepost.api();
			tracker.say(HexFormat.of().parseHex("78780d01012345678901234500018cdd0d0a"));
			assertThat(tracker.hear(10)).isEqualTo(HexFormat.of().parseHex("787805010001d9dc0d0a"));
			assertThat(api.get("/api/devices/0123456789012345/latest").json().has("login")).isTrue();
			terminal.say(HexFormat.of().parseHex("7e0102000e013511221122000661757468656e7469636174696f6e3f7e"));
			assertThat(HexFormat.of().formatHex(terminal.hear(20)))
				.isEqualTo("7e8001000501351122112200000006010200b57e");
			instrument.say("\u000bMSH|^~\\&|A|B|C|D|20260102||ADT^A01|7|P|2.5\r\u001c\r").sayNoMore();
			assertThat(new String(instrument.hear(1000), StandardCharsets.US_ASCII)).contains("MSA|AA|7");
			assertThat(pump.say("HELLO p7\nHB\nALARM n=4\n").hear()).isEqualTo("ACK 4");
			assertThat(api.all("/api/messages?kind=alarm")).singleElement()
				.satisfies((message) -> assertThat(message.at("/fields/number").asInt()).isEqualTo(4));
		}
	}

	@Test
	void metersAreAskedForTheirReadings() {
		try (Wirepost wirepost = start("conversations.yaml", "wirepost.listeners.meters.port=0",
				"wirepost.polls.readings.every=200ms", "wirepost.polls.readings.jitter=0ms");
				Device meter = wirepost.dial("meters").say("HELLO meter-1\n")) {
			Api api = wirepost.api();
			assertThat(meter.hear()).isEqualTo("STATUS");
			meter.say("OK 21.5\n");
			await().untilAsserted(() -> assertThat(api.all("/api/messages?kind=reading")).singleElement()
				.satisfies((reading) -> assertThat(reading.at("/fields/value").asDouble()).isEqualTo(21.5)));
			await().until(() -> api.get("/api/polls/readings").json().get("replied").asInt() == 1);
		}
	}

	@Test
	void instrumentsAreAcknowledgedByMllp() {
		try (Wirepost wirepost = start("mllp.yaml", "wirepost.listeners.hl7.port=0");
				Device instrument = wirepost.dial("hl7")) {
			instrument.say("\u000bMSH|^~\\&|ANALYZER|LAB\rPID|1\r\u001c\r");
			assertThat(instrument.hear(4)).isEqualTo(new byte[] { 0x0B, 0x06, 0x1C, 0x0D });
			assertThat(wirepost.api().all("/api/messages?listener=hl7")).singleElement().satisfies((message) -> {
				assertThat(message.get("text").asString()).isEqualTo("MSH|^~\\&|ANALYZER|LAB\rPID|1\r");
				assertThat(message.get("deviceId").asString()).isEqualTo("127.0.0.1");
			});
		}
	}

	@Test
	void aPlcIsAskedByModbusTcp() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
				Wirepost wirepost = start("modbus-tcp.yaml",
						"wirepost.devices.plc-1.endpoint.port=" + server.getLocalPort(),
						"wirepost.listeners.default.port=0")) {
			CompletableFuture<Api.Answer> answer = wirepost.api()
				.postJsonLater("/api/devices/plc-1/messages",
						"{\"hex\":\"0001 0000 0006 01 03 0000 0002\",\"awaitReply\":\"30s\"}");
			try (Device plc = Device.accept(server)) {
				assertThat(plc.hear(12)).isEqualTo(HexFormat.of().parseHex("000100000006010300000002"));
				byte[] reply = HexFormat.of().parseHex("00010000000701030400070008");
				plc.say(Arrays.copyOf(reply, 5)).say(Arrays.copyOfRange(reply, 5, reply.length));
				assertThat(answer.join().json().get("reply").get("base64").asString())
					.isEqualTo(Base64.getEncoder().encodeToString(reply));
			}
			Api.Answer refused = wirepost.api()
				.postJson("/api/devices/plc-1/messages", "{\"hex\":\"0001 0000 0007 01 03 0000 0002\"}");
			assertThat(refused.status()).isEqualTo(422);
			assertThat(refused.json().get("offset").asInt()).isEqualTo(4);
		}
	}

	@Test
	void metersHaveToBeKnownAndToProveWhoTheyAre(@TempDir Path certificates) throws Exception {
		Keytool.key(certificates.resolve("server.p12"), "change-me", "server", "CN=wirepost");
		Keytool.key(certificates.resolve("trusted.p12"), "change-me", "trusted", "CN=anybody");
		try (Wirepost wirepost = start("securing-devices.yaml", "wirepost.listeners.plain.port=0",
				"wirepost.listeners.secure.port=0",
				"spring.ssl.bundle.jks.devices.keystore.location=file:" + certificates.resolve("server.p12"),
				"spring.ssl.bundle.jks.devices.truststore.location=file:" + certificates.resolve("trusted.p12"))) {
			for (String stranger : new String[] { "meter-1 guessed", "meter-2 change-me", "meter-3 change-me" }) {
				try (Device device = wirepost.dial("plain").say("HELLO " + stranger + "\n21.5\n")) {
					assertThat(device.isHungUpOn()).as(stranger).isTrue();
				}
			}
			try (Device device = wirepost.dial("plain").say("HELLO meter-1 change-me\n21.5\n")) {
				assertThat(device.hear()).isEqualTo("OK");
			}
			try (Device device = wirepost.dial("secure").say("HELLO meter-2\n21.5\n")) {
				assertThat(device.isHungUpOn() || device.isHungUpOn()).isTrue();
			}
		}
	}

	@Test
	void aReceiverIsToldWhatDevicesSay() {
		try (Receiver receiver = Receiver.start(0);
				Wirepost wirepost = start("webhook.yaml", "wirepost.listeners.default.port=0",
						"wirepost.webhooks.orders.url=" + receiver.url("/hook"));
				Device device = wirepost.dial("default").say("hello\n")) {
			await().untilAsserted(() -> assertThat(receiver.taken("/hook")).singleElement()
				.satisfies((message) -> assertThat(message.get("text").asString()).isEqualTo("hello")));
			assertThat(receiver.posts("/hook").get(0).headers().getFirst("Wirepost-Signature")).startsWith("t=");
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

}
