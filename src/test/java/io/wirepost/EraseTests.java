package io.wirepost;

import java.nio.file.Path;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A device is forgotten with all that it said. */
class EraseTests {

	private static final String[] SETTINGS = { "wirepost.listeners.named.port=0",
			"wirepost.listeners.named.identify.by=first-frame",
			"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)",
			"wirepost.listeners.named.acknowledge.text=OK", "wirepost.devices.fixed.tags=a" };

	@TempDir
	private Path data;

	@Test
	void aDeviceIsForgottenWithItsMessagesAlsoAfterARestart() {
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS)) {
			Api api = wirepost.api();
			say(wirepost, "other");
			try (Device device = wirepost.dial("named")) {
				assertThat(device.say("HELLO meter\n1\n").hear()).isEqualTo("OK");
				assertThat(device.say("2\n").hear()).isEqualTo("OK");
				String id = api.get("/api/devices/meter/messages").json().at("/items/0/id").asString();
				assertThat(api.delete("/api/devices/meter?messages=true").status()).isEqualTo(204);
				assertThat(device.isHungUpOn()).isTrue();
				assertThat(api.get("/api/messages/" + id).status()).isEqualTo(404);
			}
			assertThat(api.get("/api/messages?device=meter").json().get("items")).isEmpty();
			assertThat(api.get("/api/messages").json().get("items")).hasSize(1);
			assertThat(api.get("/api/devices/meter").status()).isEqualTo(404);
			Api.Answer again = api.delete("/api/devices/meter?messages=true");
			assertThat(again.status()).isEqualTo(404);
			assertThat(again.problem()).isEqualTo("device-unknown");
		}
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS)) {
			assertThat(wirepost.api().get("/api/messages").json().get("items")).hasSize(1);
			assertThat(wirepost.api().get("/api/devices/meter").status()).isEqualTo(404);
		}
	}

	@Test
	void whatIsLeftOfADeviceThatIsForgottenIsErasedToo() {
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS)) {
			Api api = wirepost.api();
			say(wirepost, "meter");
			assertThat(api.delete("/api/devices/meter?messages=false").status()).isEqualTo(204);
			await().until(() -> api.get("/api/devices/meter").status() == 404);
			assertThat(api.get("/api/messages?device=meter").json().get("items")).hasSize(1);
			assertThat(api.delete("/api/devices/meter?messages=true").status()).isEqualTo(204);
			assertThat(api.get("/api/messages?device=meter").json().get("items")).isEmpty();
		}
	}

	@Test
	void whatCannotBeErasedIsSaid() {
		try (Wirepost wirepost = Wirepost.startOn(this.data, SETTINGS)) {
			Api api = wirepost.api();
			say(wirepost, "fixed");
			Api.Answer configured = api.delete("/api/devices/fixed?messages=true");
			assertThat(configured.status()).isEqualTo(409);
			assertThat(configured.problem()).isEqualTo("device-configured");
			assertThat(api.get("/api/messages?device=fixed").json().get("items")).hasSize(1);
			Api.Answer maybe = api.delete("/api/devices/fixed?messages=maybe");
			assertThat(maybe.status()).isEqualTo(400);
			assertThat(maybe.json().at("/errors/0/field").asString()).isEqualTo("messages");
			assertThat(api.delete("/api/devices/never-there?messages=true").status()).isEqualTo(404);
		}
	}

	private static void say(Wirepost wirepost, String device) {
		try (Device socket = wirepost.dial("named")) {
			assertThat(socket.say("HELLO " + device + "\nx\n").hear()).isEqualTo("OK");
		}
	}

}
