package io.wirepost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What waits for devices survives {@code kill -9}. */
class QueueCrashIT {

	private static final int DEVICES = 100;

	private static final int MESSAGES = 100;

	private static WirepostProcess start(Path data) {
		return WirepostProcess.start(data, "wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
	}

	@Test
	void whatWaitsForDevicesGoesToEachInOrderAndOnceAfterKillNine(@TempDir Path data) {
		try (WirepostProcess wirepost = start(data)) {
			queueForAll(wirepost.api());
			wirepost.kill();
		}
		try (WirepostProcess wirepost = start(data)) {
			Api api = wirepost.api();
			assertThat(api.all("/api/deliveries?status=QUEUED")).hasSize(DEVICES * MESSAGES);
			int port = wirepost.port("named");
			List<CompletableFuture<Void>> all = new ArrayList<>();
			ExecutorService threads = Executors.newFixedThreadPool(DEVICES);
			for (int device = 0; device < DEVICES; device++) {
				String id = "d" + device;
				all.add(CompletableFuture.runAsync(() -> hearAll(port, id), threads));
			}
			all.forEach(CompletableFuture::join);
			threads.shutdown();
			await()
				.untilAsserted(() -> assertThat(api.all("/api/deliveries?status=WRITTEN")).hasSize(DEVICES * MESSAGES));
			assertThat(api.all("/api/messages?direction=OUTBOUND")).hasSize(DEVICES * MESSAGES);
		}
	}

	private static void queueForAll(Api api) {
		AtomicInteger next = new AtomicInteger();
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int sender = 0; sender < 10; sender++) {
			senders.add(CompletableFuture.runAsync(() -> {
				for (int device = next.getAndIncrement(); device < DEVICES; device = next.getAndIncrement()) {
					assertThat(api.putJson("/api/devices/d" + device, "{}").status()).isEqualTo(201);
					for (int i = 0; i < MESSAGES; i++) {
						assertThat(api
							.postJson("/api/devices/d" + device + "/messages",
									"{\"text\":\"m%d\",\"expiresIn\":\"1h\"}".formatted(i))
							.status()).isEqualTo(202);
					}
				}
			}));
		}
		senders.forEach(CompletableFuture::join);
	}

	private static void hearAll(int port, String id) {
		try (Device device = Device.dial(port).say("HELLO " + id + "\n")) {
			for (int i = 0; i < MESSAGES; i++) {
				assertThat(device.hear()).as(id).isEqualTo("m" + i);
			}
			// Whatever else were sent would come before this answer.
			device.say("one more thing\n");
		}
	}

	@Test
	void whatWasBeingSentAtKillNineIsNotSentAgain(@TempDir Path data) {
		String body = "{\"text\":\"do it once\",\"awaitReply\":\"4m\"}";
		try (WirepostProcess wirepost = start(data); Device device = Device.dial(wirepost.port("named"))) {
			device.say("HELLO d\n");
			Api api = wirepost.api();
			await().until(() -> api.get("/api/devices/d").status() == 200);
			api.putJson("/api/devices/away", "{}");
			api.postJson("/api/devices/away/messages",
					"{\"text\":\"do it once\",\"awaitReply\":\"4m\",\"expiresIn\":\"1h\"}");
			CompletableFuture<Api.Answer> cut = new Api(api.port(), "Idempotency-Key", "once")
				.postJsonLater("/api/devices/d/messages", body);
			assertThat(device.hear()).isEqualTo("do it once");
			try (Device away = Device.dial(wirepost.port("named")).say("HELLO away\n")) {
				assertThat(away.hear()).isEqualTo("do it once");
				wirepost.kill();
			}
			assertThat(cut.handle((answer, failure) -> failure).join()).isNotNull();
		}
		try (WirepostProcess wirepost = start(data);
				Device device = Device.dial(wirepost.port("named")).say("HELLO d\n");
				Device away = Device.dial(wirepost.port("named")).say("HELLO away\n")) {
			Api api = wirepost.api();
			await().until(() -> api.all("/api/devices?connected=true").size() == 2);
			List<JsonNode> failed = api.all("/api/deliveries?status=FAILED");
			assertThat(failed).hasSize(2)
				.allSatisfy((one) -> assertThat(one.get("failure").asString()).isEqualTo("unknown-outcome"));
			Api.Answer again = new Api(api.port(), "Idempotency-Key", "once").postJson("/api/devices/d/messages", body);
			assertThat(again.status()).isEqualTo(504);
			assertThat(again.problem()).isEqualTo("unknown-outcome");
			api.postJson("/api/devices/d/messages", "{\"text\":\"next\"}");
			api.postJson("/api/devices/away/messages", "{\"text\":\"next\"}");
			assertThat(device.hear()).isEqualTo("next");
			assertThat(away.hear()).isEqualTo("next");
		}
	}

}
