package io.wirepost;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ProtocolTrial;
import io.wirepost.protocol.ShippedExample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each protocol that ships on a listener of its own: a device says what is in the
 * examples, receives the answers, and what is kept is found over HTTP.
 */
class ShippedProtocolsEndToEndTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** How many messages each listener has. */
	private static final Map<String, Integer> KEPT = new HashMap<>();

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(protocols().stream()
			.flatMap((name) -> Stream.of("wirepost.listeners.%s.port=0".formatted(name),
					"wirepost.listeners.%s.protocol=%s".formatted(name, name)))
			.toArray(String[]::new));
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	static List<String> protocols() {
		return ShippedExample.protocols();
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesAreAnsweredAndKept(String name) {
		ShippedExample.of(name).forEach((example) -> run(example, example.chunks()));
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesAreAnsweredAndKeptByteByByte(String name) {
		ShippedExample.of(name).forEach((example) -> run(example, example.byteByByte()));
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesAreAnsweredAndKeptInOneWrite(String name) {
		ShippedExample.of(name).forEach((example) -> run(example, example.atOnce()));
	}

	/** One after the other: a new connection of a device replaces the one before. */
	private static void run(ShippedExample example, List<byte[]> writes) {
		if (example.dependsOnReads() && (writes.size() > 1 || example.chunks().size() > 1)) {
			return;
		}
		try (Device device = wirepost.dial(example.protocol())) {
			writes.forEach(device::say);
			byte[] heard = device.hear(example.out().length);
			if (example.isTimed()) {
				assertThat(heard).as(example.toString()).hasSameSizeAs(example.out());
			}
			else {
				assertThat(HEX.formatHex(heard)).as(example.toString()).isEqualTo(HEX.formatHex(example.out()));
			}
			device.sayNoMore();
			assertThat(device.isHungUpOn()).as("Nothing more is said: " + example).isTrue();
		}
		List<ProtocolTrial.Frame> expected = example.trial(example.chunks())
			.frames()
			.stream()
			.filter((frame) -> frame.reading().keep())
			.toList();
		int before = KEPT.getOrDefault(example.protocol(), 0);
		List<JsonNode> messages = await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> api.all("/api/messages?order=asc&listener=" + example.protocol()),
					(all) -> all.size() >= before + expected.size());
		KEPT.put(example.protocol(), before + expected.size());
		assertThat(messages).as(example.toString()).hasSize(before + expected.size());
		for (int i = 0; i < expected.size(); i++) {
			assertKept(example, expected.get(i), messages.get(before + i));
		}
	}

	private static void assertKept(ShippedExample example, ProtocolTrial.Frame frame, JsonNode message) {
		assertThat(Base64.getDecoder().decode(message.get("base64").asString())).as(example.toString())
			.isEqualTo(frame.payload().toByteArray());
		assertThat(message.get("kind")).as(example.toString())
			.isEqualTo(JSON.valueToTree(frame.interpretation().kind()));
		assertAnswer(example, frame.interpretation().answer(), message.get("answer"));
		assertThat(message.get("fields")).hasToString(JSON.valueToTree(frame.interpretation().fields()).toString());
		if (example.isIdentifiedByFrames()) {
			assertThat(message.get("deviceId")).as(example.toString())
				.isEqualTo(JSON.valueToTree((frame.device() != null) ? frame.device().value() : null));
		}
	}

	private static void assertAnswer(ShippedExample example, Payload expected, JsonNode actual) {
		if (expected == null) {
			assertThat(actual.isNull()).as(example.toString()).isTrue();
			return;
		}
		String hex = HEX.formatHex(expected.toByteArray());
		assertThat(actual.asString()).as(example.toString()).hasSameSizeAs(hex);
		if (!example.isTimed()) {
			assertThat(actual.asString()).as(example.toString()).isEqualTo(hex);
		}
	}

	@Test
	void aCommandIsSentWithItsChecksumAndAHeartbeatIsNotItsReply() {
		try (Device device = wirepost.dial("gt06").say(HEX.parseHex("78780D0108647170032835990001F01B0D0A"))) {
			device.hear(10);
			String path = "/api/devices/0864717003283599/messages";
			CompletableFuture<Api.Answer> reply = api.postJsonLater(path,
					"{\"hex\":\"78780E80 08 00000001 44594423 0001 0000 0D0A\",\"awaitReply\":\"30s\"}");
			assertThat(HEX.formatHex(device.hear(19))).isEqualTo("78780e800800000001445944230001dd240d0a");
			device.say(HEX.parseHex("78780A13C0060400010007DEED0D0A"));
			assertThat(HEX.formatHex(device.hear(10))).isEqualTo("7878051300078cc70d0a");
			device.say(HEX.parseHex("787811150B000000014459443D4F4B210008BB9C0D0A"));
			JsonNode delivery = reply.join().json();
			assertThat(delivery.get("status").asString()).isEqualTo("REPLIED");
			assertThat(delivery.get("reply").get("kind").asString()).isEqualTo("command-reply");
			assertThat(delivery.get("reply").get("fields").get("text").asString()).isEqualTo("DYD=OK!");
			// The login, the command and its reply.
			KEPT.merge("gt06", 3, Integer::sum);
		}
	}

}
