package io.wirepost.web;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.HostileInput;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Strings and JSON that have broken other programs, as payloads of devices. */
class HostilePayloadTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static Wirepost wirepost;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.any.port=0", "wirepost.listeners.any.framing.type=length-field",
				"wirepost.listeners.any.framing.width=4", "wirepost.listeners.any.identify.by=first-frame",
				"wirepost.listeners.any.identify.pattern=^I AM (?<id>.+)$",
				"wirepost.listeners.any.identify.consume=true", "wirepost.listeners.json.port=0",
				"wirepost.listeners.json.framing.type=json");
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	@Test
	void payloadsComeBackByteForByte() {
		Api api = wirepost.api();
		try (EventStream stream = EventStream.open(api, "?device=says"); Device device = wirepost.dial("any")) {
			device.say(frame("I AM says"));
			for (String string : HostileInput.strings()) {
				byte[] payload = string.getBytes(StandardCharsets.UTF_8);
				if (payload.length == 0) {
					continue;
				}
				device.say(frame(string));
				JsonNode message = stream.next().json();
				assertThat(Base64.getDecoder().decode(message.get("base64").asString())).isEqualTo(payload);
				assertThat(message.get("text").asString()).isEqualTo(string);
				assertThat(api.get("/api/messages/" + message.get("id").asString() + "/payload").bytes())
					.isEqualTo(payload);
			}
		}
	}

	@Test
	void payloadsReachTheDeviceByteForByte() {
		try (Device device = wirepost.dial("any")) {
			device.say(frame("I AM hears"));
			await().until(() -> wirepost.api().get("/api/devices/hears").status() == 200);
			for (String string : HostileInput.strings()) {
				byte[] payload = string.getBytes(StandardCharsets.UTF_8);
				if (payload.length == 0) {
					continue;
				}
				Api.Answer answer = wirepost.api()
					.postJson("/api/devices/hears/messages", "{\"text\":" + JSON.writeValueAsString(string) + "}");
				assertThat(answer.status()).as(string).isEqualTo(200);
				assertThat(device.hear(4 + payload.length)).as(string).isEqualTo(frame(string));
			}
		}
	}

	/** What is no JSON is a rejection; what is one comes back byte for byte. */
	@Test
	void jsonOfADeviceHarmsNobody() {
		HostileInput.json().forEach((name, json) -> {
			try (Device device = wirepost.dial("json")) {
				say(device, json);
				String hex = HexFormat.of().formatHex(json.getBytes(StandardCharsets.UTF_8));
				if (hex.length() < 4096) {
					assertThat(wirepost.api()
						.postJson("/api/framings/decode",
								"{\"framing\":{\"type\":\"json\"},\"chunks\":[\"%s\"]}".formatted(hex))
						.status()).as(name).isEqualTo(200);
				}
			}
		});
		try (EventStream stream = EventStream.open(wirepost.api(), ""); Device device = wirepost.dial("json")) {
			device.say("{\"still\":\"here\"}");
			String text;
			do {
				text = stream.next().json().get("text").asString("");
			}
			while (!text.equals("{\"still\":\"here\"}"));
		}
	}

	/** Behind what is no JSON the connection may be closed already. */
	private static void say(Device device, String json) {
		try {
			device.say(json);
		}
		catch (UncheckedIOException ex) {
			assertThat(ex).hasMessageMatching(".*(reset|Broken pipe).*");
		}
	}

	private static byte[] frame(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
	}

}
