package io.wirepost;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import io.wirepost.harness.Api;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Relay;
import io.wirepost.harness.TalkingDevices;
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

	private static final int EACH = 1000;

	@Test
	void everyAcknowledgedLineIsThereOnce(@TempDir Path folder) {
		TalkingDevices devices = new TalkingDevices();
		Set<String> acknowledged = devices.acknowledged();
		try (Relay relay = new Relay(Postgres.server().getPort())) {
			String url = Postgres.newUrl().replace(":" + Postgres.server().getPort() + "/", ":" + relay.port() + "/");
			try (WirepostProcess wirepost = start(folder, url)) {
				devices.start(wirepost.port("default"), "a");
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
				devices.join();
			}
			try (WirepostProcess wirepost = start(folder, url)) {
				devices.start(wirepost.port("default"), "b");
				int before = acknowledged.size();
				await().until(() -> acknowledged.size() > before + EACH);
				wirepost.kill();
				devices.join();
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

}
