package io.wirepost;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.wirepost.harness.TalkingDevices;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was acknowledged is there after kill -9. */
class CrashIT {

	private static final int CYCLES = 2;

	@Test
	void everyAcknowledgedLineIsInTheListAfterKillNine(@TempDir Path data) {
		TalkingDevices devices = new TalkingDevices();
		Set<String> acknowledged = devices.acknowledged();
		for (int cycle = 0; cycle < CYCLES; cycle++) {
			try (WirepostProcess wirepost = start(data)) {
				int before = acknowledged.size();
				devices.start(wirepost.port("default"), "c" + cycle);
				await().until(() -> acknowledged.size() > before + 2000);
				wirepost.kill();
				devices.join();
			}
		}
		try (WirepostProcess wirepost = start(data)) {
			Set<String> stored = wirepost.api()
				.all("/api/messages?order=asc")
				.stream()
				.map((message) -> message.get("text").asString())
				.collect(Collectors.toCollection(TreeSet::new));
			Set<String> lost = new TreeSet<>(acknowledged);
			lost.removeAll(stored);
			assertThat(lost).as("lost of %d acknowledged, %d stored", acknowledged.size(), stored.size()).isEmpty();
		}
	}

	private static WirepostProcess start(Path data) {
		return WirepostProcess.startQuickly(data, "wirepost.listeners.default.port=0",
				"wirepost.listeners.default.acknowledge.text=OK");
	}

}
