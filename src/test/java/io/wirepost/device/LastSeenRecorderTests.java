package io.wirepost.device;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.journal.GroupCommit;
import io.wirepost.message.DeviceId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is kept of devices that come, speak and go. */
class LastSeenRecorderTests {

	private static final DeviceId ID = new DeviceId("d");

	@Test
	void aDeviceThatSpeaksIsNotedWhileItIsConnected() throws InterruptedException {
		try (Wirepost wirepost = Wirepost.start("wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
				Device device = wirepost.dial("named").say("HELLO d\n")) {
			DeviceStore store = wirepost.bean(DeviceStore.class);
			await().until(() -> store.find(ID).isPresent());
			Connection connection = wirepost.bean(Connections.class).of(ID).get(0);
			LastSeenRecorder recorder = new LastSeenRecorder(wirepost.bean(GroupCommit.class), new DeviceCache(),
					Clock.systemUTC(), Duration.ofMillis(20));
			try {
				recorder.arrived(connection, ID, true);
				Instant before = Instant.now();
				device.say("still here\n");
				await().until(() -> store.find(ID).orElseThrow().lastSeenAt().isAfter(before));
			}
			finally {
				recorder.destroy();
			}
			StoredDevice kept = store.find(ID).orElseThrow();
			assertThat(kept.listener()).isEqualTo("named");
			assertThat(kept.charset()).isEqualTo("UTF-8");
		}
	}

}
