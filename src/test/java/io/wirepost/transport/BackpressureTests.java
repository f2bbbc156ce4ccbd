package io.wirepost.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * With an inbox that is always full, devices are read more slowly, and nothing is lost or
 * out of order.
 */
class BackpressureTests {

	private static final int DEVICES = 8;

	private static final int LINES = 5_000;

	@Test
	void aFullInboxSlowsTheSocketsAndLosesNothing() {
		try (Wirepost wirepost = Wirepost.start("wirepost.journal.inbox.messages=16",
				"wirepost.listeners.default.port=0")) {
			List<CompletableFuture<Void>> floods = new ArrayList<>();
			int port = wirepost.port("default");
			for (int device = 0; device < DEVICES; device++) {
				floods.add(CompletableFuture.runAsync(() -> flood(port)));
			}
			floods.forEach(CompletableFuture::join);
			Api api = wirepost.api();
			await().until(() -> api.get("/actuator/prometheus")
				.body()
				.contains("wirepost_journal_messages_total %s".formatted((double) DEVICES * LINES)));
			Map<String, Integer> next = new HashMap<>();
			for (JsonNode message : api.all("/api/messages?order=asc")) {
				int number = Integer.parseInt(message.get("text").asString());
				assertThat(number).isEqualTo(next.getOrDefault(message.get("connectionId").asString(), 0));
				next.put(message.get("connectionId").asString(), number + 1);
			}
			assertThat(next.values()).hasSize(DEVICES).containsOnly(LINES);
		}
	}

	/**
	 * Sends and hangs up at once, so that the last lines wait in a gate when the stream
	 * ends.
	 */
	private static void flood(int port) {
		try (Device device = Device.dial(port)) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < LINES; i++) {
				lines.append(i).append('\n');
			}
			device.say(lines.toString()).sayNoMore().isHungUpOn();
		}
	}

}
