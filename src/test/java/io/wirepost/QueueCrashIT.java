package io.wirepost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What waits for devices survives {@code kill -9}. */
class QueueCrashIT {

	private static final int DEVICES = 100;

	private static final int MESSAGES = 100;

	private static final String ONCE = "{\"text\":\"do it once\",\"awaitReply\":\"4m\"}";

	private static WirepostProcess start(Path data) {
		return WirepostProcess.startQuickly(data, "wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
	}

	@Test
	void whatWaitsGoesToEachInOrderAndOnceAndWhatWasBeingSentIsNotSentAgain(@TempDir Path data) {
		try (WirepostProcess wirepost = start(data);
				Device asked = Device.dial(wirepost.port("named")).say("HELLO asked\n")) {
			Api api = wirepost.api();
			queueForAll(api);
			api.putJson("/api/devices/awaited", "{}");
			api.postJson("/api/devices/awaited/messages",
					"{\"text\":\"do it once\",\"awaitReply\":\"4m\",\"expiresIn\":\"1h\"}");
			CompletableFuture<Api.Answer> cut = withKey(api).postJsonLater("/api/devices/asked/messages", ONCE);
			assertThat(asked.hear()).isEqualTo("do it once");
			try (Device awaited = Device.dial(wirepost.port("named")).say("HELLO awaited\n")) {
				assertThat(awaited.hear()).isEqualTo("do it once");
				wirepost.kill();
			}
			assertThat(cut.handle((answer, failure) -> failure).join()).isNotNull();
		}
		try (WirepostProcess wirepost = start(data)) {
			whatWaitedComes(wirepost);
			whatWasBeingSentDoesNot(wirepost);
		}
	}

	private static Api withKey(Api api) {
		return new Api(api.port(), "Idempotency-Key", "once");
	}

	private static void whatWaitedComes(WirepostProcess wirepost) {
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
		await().untilAsserted(() -> assertThat(api.all("/api/deliveries?status=WRITTEN")).hasSize(DEVICES * MESSAGES));
		assertThat(api.all("/api/messages?direction=OUTBOUND")
			.stream()
			.filter((message) -> message.get("text").asString().startsWith("m"))).hasSize(DEVICES * MESSAGES);
	}

	private static void whatWasBeingSentDoesNot(WirepostProcess wirepost) {
		Api api = wirepost.api();
		try (Device asked = Device.dial(wirepost.port("named")).say("HELLO asked\n");
				Device awaited = Device.dial(wirepost.port("named")).say("HELLO awaited\n")) {
			await().until(() -> api.all("/api/devices?connected=true").size() == 2);
			assertThat(api.all("/api/deliveries?status=FAILED")).hasSize(2)
				.allSatisfy((one) -> assertThat(one.get("failure").asString()).isEqualTo("unknown-outcome"));
			Api.Answer again = withKey(api).postJson("/api/devices/asked/messages", ONCE);
			assertThat(again.status()).isEqualTo(504);
			assertThat(again.problem()).isEqualTo("unknown-outcome");
			api.postJson("/api/devices/asked/messages", "{\"text\":\"next\"}");
			api.postJson("/api/devices/awaited/messages", "{\"text\":\"next\"}");
			assertThat(asked.hear()).isEqualTo("next");
			assertThat(awaited.hear()).isEqualTo("next");
		}
	}

	/** Half of it one by one, half by broadcasts. */
	private static void queueForAll(Api api) {
		List<String> ids = IntStream.range(0, DEVICES).mapToObj((device) -> "d" + device).toList();
		ids.forEach((id) -> assertThat(api.putJson("/api/devices/" + id, "{}").status()).isEqualTo(201));
		String all = ids.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
		for (int i = 0; i < MESSAGES / 2; i++) {
			Api.Answer answer = api.postJson("/api/broadcasts",
					"{\"to\":{\"devices\":%s},\"text\":\"m%d\",\"expiresIn\":\"1h\"}".formatted(all, i));
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			assertThat(answer.json().get("failed").asInt()).isZero();
		}
		for (int i = MESSAGES / 2; i < MESSAGES; i++) {
			String body = "{\"text\":\"m%d\",\"expiresIn\":\"1h\"}".formatted(i);
			ids.stream()
				.map((id) -> api.postJsonLater("/api/devices/" + id + "/messages", body))
				.toList()
				.forEach((answer) -> assertThat(answer.join().status()).isEqualTo(202));
		}
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

}
