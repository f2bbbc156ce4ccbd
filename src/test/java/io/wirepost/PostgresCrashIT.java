package io.wirepost;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Relay;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What was acknowledged is in the database, once, after the database was away and after
 * {@code kill -9}.
 */
class PostgresCrashIT {

	private static final int DEVICES = 10;

	private static final int EACH = 1000;

	@Test
	void everyAcknowledgedLineIsThereOnce(@TempDir Path folder) {
		Set<String> acknowledged = new ConcurrentSkipListSet<>();
		try (Relay relay = new Relay(Postgres.server().getPort())) {
			String url = Postgres.newUrl().replace(":" + Postgres.server().getPort() + "/", ":" + relay.port() + "/");
			try (WirepostProcess wirepost = start(folder, url)) {
				List<CompletableFuture<Void>> devices = devices(wirepost, "a", acknowledged);
				await().until(() -> acknowledged.size() > EACH);
				relay.takeServerAway();
				await().until(() -> wirepost.api().get("/readyz").status() == 503);
				assertThat(wirepost.api().get("/api/messages").status()).isEqualTo(503);
				assertThat(wirepost.api().get("/livez").status()).isEqualTo(200);
				relay.bringServerBack();
				await().until(() -> wirepost.api().get("/readyz").status() == 200);
				int back = acknowledged.size();
				await().until(() -> acknowledged.size() > back + EACH);
				wirepost.kill();
				devices.forEach(CompletableFuture::join);
			}
			try (WirepostProcess wirepost = start(folder, url)) {
				List<CompletableFuture<Void>> devices = devices(wirepost, "b", acknowledged);
				int before = acknowledged.size();
				await().until(() -> acknowledged.size() > before + EACH);
				wirepost.kill();
				devices.forEach(CompletableFuture::join);
			}
			try (WirepostProcess wirepost = start(folder, url)) {
				assertStoredOnce(wirepost.api(), acknowledged);
			}
		}
	}

	private static void assertStoredOnce(Api api, Set<String> acknowledged) {
		Set<String> stored = new HashSet<>();
		api.all("/api/messages?order=asc")
			.forEach((message) -> assertThat(stored.add(message.get("text").asString())).as("%s", message).isTrue());
		Set<String> lost = new TreeSet<>(acknowledged);
		lost.removeAll(stored);
		assertThat(lost).as("lost of %d acknowledged, %d stored", acknowledged.size(), stored.size()).isEmpty();
	}

	private static WirepostProcess start(Path folder, String url) {
		return WirepostProcess.startQuickly(folder.resolve("data"), "wirepost.journal.engine=postgres",
				"spring.datasource.url=" + url, "spring.datasource.hikari.connection-timeout=1000",
				"wirepost.listeners.default.port=0", "wirepost.listeners.default.acknowledge.text=OK");
	}

	private static List<CompletableFuture<Void>> devices(WirepostProcess wirepost, String round,
			Set<String> acknowledged) {
		int port = wirepost.port("default");
		List<CompletableFuture<Void>> devices = new ArrayList<>();
		for (int device = 0; device < DEVICES; device++) {
			String name = round + device + "-";
			devices.add(CompletableFuture.runAsync(() -> talk(port, name, acknowledged)));
		}
		return devices;
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
