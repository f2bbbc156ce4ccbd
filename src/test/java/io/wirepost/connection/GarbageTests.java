package io.wirepost.connection;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Random bytes into every framing: rejections, closed connections, and nothing else. */
class GarbageTests {

	private static final List<String> FRAMINGS = List.of("line.type=line", "delimiter.type=delimiter",
			"delimiter.delimiter=0D0A", "start-end.preset=stx-etx", "length-field.type=length-field",
			"fixed-length.type=fixed-length", "fixed-length.length=100", "json.type=json", "raw.type=raw",
			"idle-gap.type=idle-gap", "nmea.preset=nmea", "mllp.preset=mllp", "modbus-tcp.preset=modbus-tcp");

	private static final int CONNECTIONS = 20;

	private static final int BYTES_EACH = 5 * 1024 * 1024 / CONNECTIONS;

	@Test
	void fiveMegabytesOfGarbageIntoEveryFramingHarmNoNeighbour() {
		List<String> settings = new ArrayList<>(List.of("wirepost.listeners.neighbour.port=0"));
		for (String framing : FRAMINGS) {
			String name = framing.substring(0, framing.indexOf('.'));
			settings.add("wirepost.listeners." + name + ".framing" + framing.substring(framing.indexOf('.')));
		}
		names().forEach((name) -> settings.add("wirepost.listeners." + name + ".port=0"));
		try (Wirepost wirepost = Wirepost.start(settings.toArray(String[]::new));
				Device neighbour = wirepost.dial("neighbour").say("hello\n")) {
			Api api = wirepost.api();
			long before = usedHeap();
			String path = "/api/connections/" + await()
				.until(() -> api.all("/api/connections?listener=neighbour"), (connections) -> connections.size() == 1)
				.get(0)
				.get("id")
				.asString() + "/messages";
			for (String name : names()) {
				List<CompletableFuture<Void>> garbage = new ArrayList<>();
				for (int i = 0; i < CONNECTIONS; i++) {
					Random random = new Random(i);
					garbage.add(CompletableFuture.runAsync(() -> sendGarbage(wirepost.dial(name), random)));
				}
				CompletableFuture<Api.Answer> answer = api.postJsonLater(path,
						"{\"text\":\"ping\",\"awaitReply\":\"1m\"}");
				assertThat(neighbour.hear()).isEqualTo("ping");
				neighbour.say("pong\n");
				assertThat(answer.join().status()).isEqualTo(200);
				garbage.forEach(CompletableFuture::join);
				await().untilAsserted(() -> assertThat(api.all("/api/connections?listener=" + name)).isEmpty());
			}
			// What is kept of it is bounded, however much came.
			assertThat(api.all("/api/rejections")).hasSizeLessThanOrEqualTo(Rejections.CAPACITY).isNotEmpty();
			assertThat(api.get("/readyz").status()).isEqualTo(200);
			await().untilAsserted(() -> assertThat(usedHeap() - before).isLessThan(100 * 1024 * 1024));
		}
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static List<String> names() {
		return FRAMINGS.stream().map((one) -> one.substring(0, one.indexOf('.'))).distinct().toList();
	}

	private static void sendGarbage(Device device, Random random) {
		try (device) {
			byte[] chunk = new byte[8 * 1024];
			for (int sent = 0; sent < BYTES_EACH; sent += chunk.length) {
				random.nextBytes(chunk);
				device.say(chunk);
			}
			device.sayNoMore().isHungUpOn();
		}
		catch (UncheckedIOException ex) {
			// It was hung up on in the middle of its garbage, which is right.
			assertThat(ex).hasMessageMatching("(?s).*(Broken pipe|reset|Connection).*");
		}
	}

}
