package io.wirepost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.harness.Device;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** No device stays connected for ever because the process was killed. */
class PresenceCrashIT {

	private static final int DEVICES = 50;

	private static final int CYCLES = 2;

	@Test
	void everyConnectedHasOneEndAfterKillNine(@TempDir Path data) {
		try (Receiver receiver = Receiver.start(0)) {
			for (int cycle = 0; cycle < CYCLES; cycle++) {
				try (WirepostProcess wirepost = start(data, receiver)) {
					List<Device> devices = new ArrayList<>();
					for (int i = 0; i < DEVICES; i++) {
						devices.add(Device.dial(wirepost.port("default")).say("HELLO d" + i + "\n" + i + "\n"));
					}
					for (Device device : devices.subList(0, DEVICES / 2)) {
						assertThat(device.hear()).isEqualTo("OK");
					}
					// The others are anywhere between their connect and their message.
					wirepost.kill();
					devices.forEach(Device::close);
				}
			}
			try (WirepostProcess wirepost = start(data, receiver)) {
				Map<String, List<JsonNode>> byConnection = new LinkedHashMap<>();
				List<JsonNode> records = wirepost.api().all("/api/messages?events=true&order=asc");
				records.forEach((record) -> byConnection
					.computeIfAbsent(record.get("connectionId").asString(), (id) -> new ArrayList<>())
					.add(record));
				assertThat(byConnection).hasSizeBetween(CYCLES * DEVICES / 2, CYCLES * DEVICES);
				byConnection.forEach((connection, all) -> {
					assertThat(kind(all.get(0))).isEqualTo("connected");
					assertThat(kind(all.get(all.size() - 1))).as("of %s", all).isEqualTo("disconnected");
					assertThat(all.get(all.size() - 1).at("/fields/reason").asString()).isEqualTo("restart");
					assertThat(all.subList(1, all.size() - 1)).hasSizeLessThanOrEqualTo(1)
						.allSatisfy((record) -> assertThat(record.get("direction").asString()).isEqualTo("INBOUND"));
				});
				await().until(() -> receiver.taken("/hook").stream().distinct().count() == records.size());
				assertThat(receiver.taken("/hook").stream().distinct()).isEqualTo(records);
			}
		}
	}

	private static String kind(JsonNode record) {
		return record.get("kind").asString("");
	}

	private static WirepostProcess start(Path data, Receiver receiver) {
		return WirepostProcess.startQuickly(data, "wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.default.identify.consume=true", "wirepost.listeners.default.acknowledge.text=OK",
				"wirepost.webhooks.hook.url=" + receiver.url("/hook"), "wirepost.webhooks.hook.events=true");
	}

}
