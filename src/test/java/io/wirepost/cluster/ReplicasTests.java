package io.wirepost.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three replicas answer as one. */
class ReplicasTests {

	private static Replicated replicas;

	/** A device that does not dial in. */
	private static ServerSocket dialled;

	@BeforeAll
	static void start() throws IOException {
		dialled = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		replicas = new Replicated(3, "wirepost.endpoints.allowed=127.0.0.1/32:" + dialled.getLocalPort());
	}

	@AfterAll
	static void stop() throws IOException {
		replicas.close();
		dialled.close();
	}

	@Test
	void aSendToAnyReplicaReachesTheDeviceAndItsAnswerComesBack() {
		try (Device device = replicas.device(0, "boiler")) {
			for (int asked = 0; asked < 3; asked++) {
				CompletableFuture<Api.Answer> answer = replicas.api(asked)
					.postJsonLater("/api/devices/boiler/messages",
							"{\"text\":\"PING %d\",\"awaitReply\":\"30s\"}".formatted(asked));
				assertThat(device.hear()).isEqualTo("PING " + asked);
				device.say("PONG " + asked + "\n");
				assertThat(answer.join().json().at("/reply/text").asString()).isEqualTo("PONG " + asked);
				assertThat(device.hear()).isEqualTo("OK");
			}
		}
	}

	@Test
	void whatWaitsForADeviceIsSentByWhicheverReplicaItComesTo() {
		try (Device device = replicas.device(0, "meter")) {
			assertThat(device).isNotNull();
		}
		await()
			.until(() -> replicas.api(1).postJson("/api/devices/meter/messages", "{\"text\":\"NOW\"}").status() == 409);
		Api.Answer first = replicas.api(1)
			.postJson("/api/devices/meter/messages", "{\"text\":\"ONE\",\"expiresIn\":\"1h\"}");
		Api.Answer second = replicas.api(2)
			.postJson("/api/devices/meter/messages", "{\"text\":\"TWO\",\"expiresIn\":\"1h\"}");
		assertThat(first.status()).isEqualTo(202);
		assertThat(second.status()).isEqualTo(202);
		String id = second.json().get("id").asString();
		assertThat(replicas.api(0).get("/api/deliveries/" + id).json().get("status").asString()).isEqualTo("QUEUED");
		try (Device device = replicas.at(2).dial("a")) {
			device.say("HELLO meter\n");
			assertThat(device.hear()).isEqualTo("ONE");
			assertThat(device.hear()).isEqualTo("TWO");
			await().until(() -> replicas.api(0)
				.get("/api/deliveries/" + id)
				.json()
				.get("status")
				.asString()
				.equals("WRITTEN"));
		}
	}

	@Test
	void theNewerConnectionAtAnotherReplicaReplacesTheOld() {
		try (Device old = replicas.device(0, "pump"); Device device = replicas.device(1, "pump")) {
			assertThat(old.hear()).isNull();
			for (int asked = 0; asked < 3; asked++) {
				assertThat(replicas.api(asked).postJson("/api/devices/pump/messages", "{\"text\":\"GO\"}").status())
					.isEqualTo(200);
				assertThat(device.hear()).isEqualTo("GO");
			}
		}
	}

	@Test
	void whatWaitsCanBeCancelledAtAnyReplica() {
		replicas.device(0, "valve").close();
		await()
			.until(() -> replicas.api(1).postJson("/api/devices/valve/messages", "{\"text\":\"NOW\"}").status() == 409);
		String id = replicas.api(1)
			.postJson("/api/devices/valve/messages", "{\"text\":\"LATER\",\"expiresIn\":\"1h\"}")
			.json()
			.get("id")
			.asString();
		assertThat(replicas.api(2).delete("/api/deliveries/" + id).status()).isEqualTo(204);
		assertThat(replicas.api(0).get("/api/deliveries/" + id).json().get("status").asString()).isEqualTo("CANCELLED");
		assertThat(replicas.api(0).delete("/api/deliveries/" + id).status()).isEqualTo(409);
	}

	@Test
	void aListenerPutAtOneReplicaIsOpenAtAll() {
		assertThat(replicas.api(1).putJson("/api/listeners/late", "{\"port\":0}").status()).isEqualTo(201);
		for (int asked = 0; asked < 3; asked++) {
			assertThat(replicas.api(asked).get("/api/listeners/late").json().get("state").asString())
				.isEqualTo("LISTENING");
		}
		assertThat(replicas.api(2).delete("/api/listeners/late").status()).isEqualTo(204);
		assertThat(replicas.api(0).get("/api/listeners/late").status()).isEqualTo(404);
	}

	@Test
	void listsSpanAllReplicas() {
		try (Device one = replicas.device(0, "list-1"); Device two = replicas.device(1, "list-2")) {
			for (int asked = 0; asked < 3; asked++) {
				Api api = replicas.api(asked);
				assertThat(api.all("/api/connections")).extracting((each) -> each.get("deviceId").asString())
					.contains("list-1", "list-2");
				assertThat(oneByOne(api)).contains("list-1", "list-2").doesNotHaveDuplicates();
				assertThat(api.all("/api/devices?connected=true")).extracting((each) -> each.get("id").asString())
					.contains("list-1", "list-2");
				String connection = api.get("/api/devices/list-2").json().at("/connections/0/id").asString();
				assertThat(api.get("/api/devices/list-2").json().at("/connections/0/replica").asString())
					.isEqualTo("r1");
				assertThat(api.get("/api/connections/" + connection).json().get("deviceId").asString())
					.isEqualTo("list-2");
			}
			assertThat(replicas.api(0).get("/api/listeners/a").json().get("messages").asInt()).isPositive();
			String second = replicas.api(2).get("/api/devices/list-2").json().at("/connections/0/id").asString();
			assertThat(replicas.api(2).delete("/api/connections/" + second).status()).isEqualTo(204);
			assertThat(two.hear()).isNull();
			assertThat(one).isNotNull();
		}
	}

	private static List<String> oneByOne(Api api) {
		List<String> devices = new ArrayList<>();
		String cursor = "";
		while (cursor != null) {
			JsonNode page = api.get("/api/connections?limit=1" + cursor).json();
			page.get("items").forEach((one) -> devices.add(one.get("deviceId").asString()));
			cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").asString();
		}
		return devices;
	}

	@Test
	void aBroadcastReachesDevicesOfAllReplicas() {
		try (Device one = replicas.device(0, "cast-1"); Device two = replicas.device(1, "cast-2")) {
			Api.Answer begun = replicas.api(2)
				.postJson("/api/broadcasts",
						"{\"to\":{\"devices\":[\"cast-1\",\"cast-2\",\"nobody\"]},\"text\":\"ALL\"}");
			assertThat(begun.status()).isEqualTo(202);
			assertThat(begun.json().get("failed").asInt()).isEqualTo(1);
			assertThat(one.hear()).isEqualTo("ALL");
			assertThat(two.hear()).isEqualTo("ALL");
			String id = begun.json().get("id").asString();
			await()
				.until(() -> replicas.api(0).get("/api/broadcasts/" + id).json().at("/statuses/WRITTEN").asInt() == 2);
		}
	}

	@Test
	void callersFindNothingOfWhatReplicasTellEachOther() {
		assertThat(replicas.api(0).postJson("/cluster/queues", "{\"devices\":[\"a\"]}").status()).isEqualTo(403);
	}

	@Test
	void aStreamOfAnyReplicaHasWhatDevicesOfOthersSay() throws Exception {
		try (Device device = replicas.device(0, "talker");
				EventStream stream = EventStream.open(replicas.api(2), "?device=talker")) {
			device.say("one\ntwo\n");
			assertThat(stream.next(2)).extracting(EventStream.Event::data)
				.satisfiesExactly((one) -> assertThat(one).contains("\"one\""),
						(two) -> assertThat(two).contains("\"two\""));
		}
	}

	@Test
	void anExchangeIsHeldWhereTheDeviceIs() {
		try (Device device = replicas.device(1, "lock")) {
			CompletableFuture<Api.Answer> answer = replicas.api(0)
				.postJsonLater("/api/devices/lock/exchanges",
						"{\"steps\":[{\"send\":{\"text\":\"A\"},\"expect\":\"text == 'B'\",\"within\":\"30s\"}]}");
			assertThat(device.hear()).isEqualTo("A");
			device.say("B\n");
			assertThat(answer.join().json().get("status").asString()).isEqualTo("DONE");
		}
	}

	@Test
	void aDeviceIsDialledByOneReplicaWhicheverIsAsked() {
		assertThat(replicas.api(1)
			.putJson("/api/devices/plc",
					"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d}}".formatted(dialled.getLocalPort()))
			.status()).isEqualTo(201);
		CompletableFuture<Device> accepted = CompletableFuture.supplyAsync(() -> Device.accept(dialled));
		List<String> replicasOfIt = new ArrayList<>();
		for (int asked = 0; asked < 3; asked++) {
			assertThat(replicas.api(asked).postJson("/api/devices/plc/messages", "{\"text\":\"READ\"}").status())
				.isEqualTo(200);
			replicasOfIt
				.add(replicas.api(asked).get("/api/devices/plc").json().at("/connections/0/replica").asString());
		}
		try (Device device = accepted.join()) {
			assertThat(List.of(device.hear(), device.hear(), device.hear())).containsOnly("READ");
		}
		assertThat(replicasOfIt).hasSize(3).containsOnly(replicasOfIt.get(0));
	}

}
