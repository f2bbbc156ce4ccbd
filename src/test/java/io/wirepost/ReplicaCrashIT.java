package io.wirepost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One of two replicas dies, or hangs for longer than the other waits. */
class ReplicaCrashIT {

	private final String url = Postgres.newUrl();

	@TempDir
	private Path folder;

	private WirepostProcess start(String id) {
		return WirepostProcess.startQuickly(this.folder.resolve(id), "wirepost.cluster.enabled=true",
				"wirepost.cluster.address=127.0.0.1:" + FreePort.next(), "wirepost.cluster.id=" + id,
				"wirepost.cluster.secret=both of them know this secret", "wirepost.cluster.heartbeat=300ms",
				"wirepost.cluster.dead-after=5s", "wirepost.drain=100ms", "wirepost.journal.engine=postgres",
				"spring.datasource.url=" + this.url, "wirepost.listeners.a.port=0",
				"wirepost.listeners.a.identify.by=first-frame", "wirepost.listeners.a.identify.pattern=HELLO (?<id>.+)",
				"wirepost.listeners.a.identify.consume=true", "wirepost.listeners.a.acknowledge.text=OK");
	}

	@Test
	void whatADeadReplicaHadIsTheOthers() {
		try (WirepostProcess dead = start("dead"); WirepostProcess other = start("other")) {
			await().until(() -> other.api().get("/api/replicas").json().get("items").size() == 2);
			String begun;
			String queued;
			try (Device device = Device.dial(dead.port("a"))) {
				device.say("HELLO boiler\n1\n");
				assertThat(device.hear()).isEqualTo("OK");
				CompletableFuture<Api.Answer> lost = other.api()
					.postJsonLater("/api/devices/boiler/messages",
							"{\"text\":\"ONE\",\"awaitReply\":\"1m\",\"expiresIn\":\"1h\"}");
				assertThat(device.hear()).isEqualTo("ONE");
				queued = other.api()
					.postJsonLater("/api/devices/boiler/messages",
							"{\"text\":\"TWO\",\"expiresIn\":\"1h\",\"awaitReply\":\"1m\"}")
					.toString();
				assertThat(queued).isNotEmpty();
				begun = id(other.api(), "boiler", 2);
				dead.kill();
				assertThat(lost.join().problem()).isEqualTo("unknown-outcome");
			}
			try (Device device = Device.dial(other.port("a"))) {
				device.say("HELLO boiler\n2\n");
				assertThat(List.of(device.hear(), device.hear())).containsExactlyInAnyOrder("OK", "TWO");
				await().until(() -> status(other.api(), begun).equals("FAILED"));
				await().untilAsserted(() -> assertThat(presence(other.api())).containsExactly("connected accepted",
						"disconnected restart", "connected accepted"));
			}
			await().until(() -> state(other.api(), "dead").equals("DEAD"));
		}
	}

	/** The oldest delivery of a device, once it has so many. */
	private static String id(Api api, String device, int count) {
		await().until(() -> api.all("/api/deliveries?device=" + device).size() == count);
		List<JsonNode> all = api.all("/api/deliveries?device=" + device);
		return all.get(all.size() - 1).get("id").asString();
	}

	private static String status(Api api, String delivery) {
		return api.get("/api/deliveries/" + delivery).json().get("status").asString();
	}

	private static String state(Api api, String replica) {
		return api.get("/api/replicas")
			.json()
			.get("items")
			.valueStream()
			.filter((one) -> one.get("id").asString().equals(replica))
			.map((one) -> one.get("state").asString())
			.findFirst()
			.orElse("");
	}

	/** In the order of their times: those that another replica has added are later. */
	private static List<String> presence(Api api) {
		List<String> all = new ArrayList<>();
		api.all("/api/messages?direction=EVENT&order=asc")
			.stream()
			.sorted((one, other) -> one.get("connectionId").asString().compareTo(other.get("connectionId").asString()))
			.forEach((event) -> all.add(event.get("kind").asString() + " " + event.at("/fields/reason").asString()));
		return all;
	}

	@Test
	void aReplicaThatHangsSendsNothingTwiceAndEnds() {
		try (WirepostProcess hanging = start("hanging");
				WirepostProcess other = start("other");
				Device old = Device.dial(hanging.port("a"))) {
			await().until(() -> other.api().get("/api/replicas").json().get("items").size() == 2);
			old.say("HELLO pump\n1\n");
			assertThat(old.hear()).isEqualTo("OK");
			hanging.pause();
			try (Device device = Device.dial(other.port("a"))) {
				device.say("HELLO pump\n2\n");
				assertThat(device.hear()).isEqualTo("OK");
				await().untilAsserted(() -> assertThat(
						other.api().postJson("/api/devices/pump/messages", "{\"text\":\"GO\"}").status())
					.isEqualTo(200));
				assertThat(device.hear()).isEqualTo("GO");
				await().until(() -> state(other.api(), "hanging").equals("DEAD"));
				hanging.resume();
				hanging.exit();
				assertThat(old.hear()).isNull();
				assertThat(hanging.log()).contains("Another replica has declared this one (hanging) dead");
				assertThat(other.api().postJson("/api/devices/pump/messages", "{\"text\":\"ON\"}").status())
					.isEqualTo(200);
				assertThat(device.hear()).isEqualTo("ON");
			}
		}
	}

}
