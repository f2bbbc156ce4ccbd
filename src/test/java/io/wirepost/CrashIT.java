package io.wirepost;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

import io.wirepost.harness.Device;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was acknowledged is there after kill -9. */
class CrashIT {

	private static final int DEVICES = 10;

	private static final int CYCLES = 2;

	@Test
	void everyAcknowledgedLineIsInTheListAfterKillNine(@TempDir Path data) {
		Set<String> acknowledged = new ConcurrentSkipListSet<>();
		for (int cycle = 0; cycle < CYCLES; cycle++) {
			try (WirepostProcess wirepost = start(data)) {
				int port = wirepost.port("default");
				int before = acknowledged.size();
				List<CompletableFuture<Void>> devices = new ArrayList<>();
				for (int device = 0; device < DEVICES; device++) {
					String name = "c" + cycle + "-d" + device + "-";
					devices.add(CompletableFuture.runAsync(() -> talk(port, name, acknowledged)));
				}
				await().until(() -> acknowledged.size() > before + 2000);
				wirepost.kill();
				devices.forEach(CompletableFuture::join);
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

	/**
	 * Sends a line, waits for its acknowledgement, and sends the next, until it is cut
	 * off.
	 */
	private static void talk(int port, String name, Set<String> acknowledged) {
		try (Device device = Device.dial(port)) {
			for (int i = 0;; i++) {
				device.say(name + i + "\n");
				if (!"OK".equals(device.hear())) {
					return;
				}
				acknowledged.add(name + i);
			}
		}
		catch (UncheckedIOException ex) {
			// The process was killed, as is meant.
			assertThat(ex.getCause()).isNotNull();
		}
	}

}
