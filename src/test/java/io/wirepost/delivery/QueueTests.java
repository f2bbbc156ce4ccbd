package io.wirepost.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is sent to a device that is away waits for it. */
class QueueTests {

	private static final String[] SETTINGS = { "wirepost.listeners.named.port=0",
			"wirepost.listeners.named.identify.by=first-frame",
			"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)" };

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(SETTINGS[0], SETTINGS[1], SETTINGS[2], "wirepost.listeners.korean.port=0",
				"wirepost.listeners.korean.charset=EUC-KR", "wirepost.listeners.korean.identify.by=first-frame",
				"wirepost.listeners.korean.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.endpoints.allowed=127.0.0.0/8:*", "wirepost.deliveries.queue.per-device=10");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String known(String id) {
		assertThat(api.putJson("/api/devices/" + id, "{}").status()).isEqualTo(201);
		return "/api/devices/" + id + "/messages";
	}

	private static Device come(Wirepost wirepost, String id) {
		return wirepost.dial("named").say("HELLO " + id + "\n");
	}

	private static String queue(Api api, String path, String text) {
		Api.Answer answer = api.postJson(path, "{\"text\":\"%s\",\"expiresIn\":\"10m\"}".formatted(text));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.json().get("status").asString()).isEqualTo("QUEUED");
		assertThat(answer.json().get("expiresAt").isNull()).isFalse();
		assertThat(answer.header("Location")).hasValue("/api/deliveries/" + answer.json().get("id").asString());
		return answer.json().get("id").asString();
	}

	private static void awaitStatus(Api api, String id, String status) {
		await().untilAsserted(
				() -> assertThat(api.get("/api/deliveries/" + id).json().get("status").asString()).isEqualTo(status));
	}

	@Test
	void whatWaitsGoesToTheDeviceInOrderWhenItComes() {
		String path = known("away");
		List<String> ids = IntStream.range(0, 5).mapToObj((i) -> queue(api, path, "m" + i)).toList();
		assertThat(api.get("/api/devices/away").json().get("queued").asInt()).isEqualTo(5);
		assertThat(api.all("/api/deliveries?device=away&status=QUEUED"))
			.extracting((delivery) -> delivery.get("id").asString())
			.containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
		try (Device device = come(wirepost, "away")) {
			for (int i = 0; i < 5; i++) {
				assertThat(device.hear()).isEqualTo("m" + i);
			}
			ids.forEach((id) -> awaitStatus(api, id, "WRITTEN"));
			JsonNode delivery = api.get("/api/deliveries/" + ids.get(0)).json();
			assertThat(delivery.get("attempts").asInt()).isEqualTo(1);
			JsonNode message = api.get("/api/messages/" + delivery.get("messageId").asString()).json();
			assertThat(message.get("deliveryId").asString()).isEqualTo(ids.get(0));
			assertThat(api.get("/api/devices/away").json().get("queued").asInt()).isZero();
			assertThat(api.get("/api/deliveries?device=away&limit=2").json().get("next").isNull()).isFalse();
			assertThat(api.all("/api/deliveries?device=away&status=written")).hasSize(5);
		}
	}

	@Test
	void aDeviceThatIsThereGetsItAtOnce() {
		try (Device device = come(wirepost, "there")) {
			await().until(() -> api.get("/api/devices/there").status() == 200);
			Api.Answer answer = api.postJson("/api/devices/there/messages", "{\"text\":\"now\",\"expiresIn\":\"10m\"}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("now");
			CompletableFuture<Api.Answer> replied = api.postJsonLater("/api/devices/there/messages",
					"{\"text\":\"time?\",\"expiresIn\":\"10m\",\"awaitReply\":\"30s\"}");
			assertThat(device.hear()).isEqualTo("time?");
			device.say("noon\n");
			assertThat(replied.join().json().get("reply").get("text").asString()).isEqualTo("noon");
		}
	}

	@Test
	void anAnswerToWhatWaitedIsKeptWithItsDelivery() {
		String path = known("asked");
		String id = api.postJson(path, "{\"text\":\"time?\",\"expiresIn\":\"10m\",\"awaitReply\":\"30s\"}")
			.json()
			.get("id")
			.asString();
		try (Device device = come(wirepost, "asked")) {
			assertThat(device.hear()).isEqualTo("time?");
			awaitStatus(api, id, "WRITTEN");
			device.say("noon\n");
			awaitStatus(api, id, "REPLIED");
			assertThat(api.get("/api/deliveries/" + id).json().get("reply").get("text").asString()).isEqualTo("noon");
		}
	}

	@Test
	void whatExpiresIsNotSent() {
		String path = known("too-late");
		String id = api.postJson(path, "{\"text\":\"old\",\"expiresIn\":\"50ms\"}").json().get("id").asString();
		awaitStatus(api, id, "EXPIRED");
		queue(api, path, "new");
		try (Device device = come(wirepost, "too-late")) {
			assertThat(device.hear()).isEqualTo("new");
		}
		assertThat(api.get("/api/deliveries/" + id).json().get("attempts").asInt()).isZero();
	}

	@Test
	void whatIsTakenBackIsNotSent() {
		String path = known("cancelled");
		String first = queue(api, path, "first");
		String second = queue(api, path, "second");
		assertThat(api.delete("/api/deliveries/" + first).status()).isEqualTo(204);
		assertThat(api.get("/api/deliveries/" + first).json().get("status").asString()).isEqualTo("CANCELLED");
		assertThat(api.delete("/api/deliveries/" + first).problem()).isEqualTo("delivery-not-queued");
		try (Device device = come(wirepost, "cancelled")) {
			assertThat(device.hear()).isEqualTo("second");
			awaitStatus(api, second, "WRITTEN");
			Api.Answer tooLate = api.delete("/api/deliveries/" + second);
			assertThat(tooLate.status()).isEqualTo(409);
			assertThat(tooLate.json().get("deliveryStatus").asString()).isEqualTo("WRITTEN");
		}
		assertThat(api.delete("/api/deliveries/" + path.hashCode()).status()).isEqualTo(404);
		assertThat(api.get("/api/deliveries/0198c0de-0000-7000-8000-000000000000").problem())
			.isEqualTo("delivery-unknown");
	}

	@Test
	void aDeletedDeviceGetsNothingAnyMore() {
		String id = queue(api, known("deleted"), "x");
		assertThat(api.delete("/api/devices/deleted").status()).isEqualTo(204);
		assertThat(api.get("/api/deliveries/" + id).json().get("status").asString()).isEqualTo("CANCELLED");
	}

	@Test
	void tooMuchForOneDeviceIsRefused() {
		String path = known("full");
		for (int i = 0; i < 10; i++) {
			queue(api, path, "m" + i);
		}
		Api.Answer answer = api.postJson(path, "{\"text\":\"one more\",\"expiresIn\":\"10m\"}");
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.problem()).isEqualTo("queue-full");
		assertThat(answer.header("Retry-After")).isPresent();
		assertThat(api.get("/api/devices/full").json().get("queued").asInt()).isEqualTo(10);
	}

	@Test
	void whatCannotBeOneFrameIsRefusedWhileTheDeviceIsAway() {
		Device device = come(wirepost, "framed").say("hello\n");
		await().until(() -> api.all("/api/messages?device=framed").size() == 1);
		device.hangUp();
		await().until(() -> !api.get("/api/devices/framed").json().get("connected").asBoolean());
		Api.Answer answer = api.postJson("/api/devices/framed/messages",
				"{\"text\":\"two\\nlines\",\"expiresIn\":\"10m\"}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().get("offset").asInt()).isEqualTo(3);
	}

	@Test
	void textIsWrittenInTheCharsetThatTheDeviceReadsWhenItComes() throws IOException {
		String path = known("traveller");
		queue(api, path, "귀환");
		try (Device device = wirepost.dial("korean").say("HELLO traveller\n")) {
			assertThat(device.hear(5)).isEqualTo("귀환\n".getBytes("EUC-KR"));
		}
	}

	@Test
	void whatIsSentLaterComesBehindWhatWaits() {
		String path = known("overtaken");
		queue(api, path, "1");
		queue(api, path, "2");
		try (Device device = come(wirepost, "overtaken")) {
			await().until(() -> api.get("/api/devices/overtaken").json().get("connected").asBoolean());
			CompletableFuture<Api.Answer> third = api.postJsonLater(path, "{\"text\":\"3\"}");
			assertThat(List.of(device.hear(), device.hear(), device.hear())).containsExactly("1", "2", "3");
			assertThat(third.join().status()).isEqualTo(200);
		}
	}

	@Test
	void aDeviceThatIsDialledGetsItOnceItAnswersTheDial() throws IOException {
		int port = FreePort.next();
		assertThat(api
			.putJson("/api/devices/dialled",
					"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,\"connectTimeout\":\"1s\"}}".formatted(port))
			.status()).isEqualTo(201);
		String path = "/api/devices/dialled/messages";
		assertThat(api.postJson(path, "{\"text\":\"not kept\"}").status()).isEqualTo(409);
		String id = queue(api, path, "kept");
		try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
				Device device = Device.accept(server)) {
			assertThat(device.hear()).isEqualTo("kept");
			awaitStatus(api, id, "WRITTEN");
		}
	}

	@Test
	void aDeviceThatComesAndGoesGetsEveryMessageOnce() {
		String path = known("flapping");
		List<String> ids = new ArrayList<>();
		List<String> heard = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ids.add(queue(api, path, "m" + i));
		}
		while (heard.size() < 10) {
			try (Device device = come(wirepost, "flapping")) {
				heard.add(device.hear());
			}
			await().until(() -> !api.get("/api/devices/flapping").json().get("connected").asBoolean());
			// What the device did not read any more left for it all the same.
			long left = api.all("/api/deliveries?device=flapping&status=QUEUED").size();
			if (left == 0) {
				break;
			}
		}
		assertThat(heard).doesNotHaveDuplicates().isSorted();
		ids.forEach((id) -> awaitStatus(api, id, "WRITTEN"));
	}

	@Test
	void aDeviceWhoseNewConnectionTakesOverGetsTheRestThere() {
		String path = known("moving");
		for (int i = 0; i < 9; i++) {
			queue(api, path, "m" + i);
		}
		List<String> heard = new ArrayList<>();
		List<String> after = new ArrayList<>();
		try (Device one = come(wirepost, "moving"); Device other = come(wirepost, "moving")) {
			api.postJson(path, "{\"text\":\"end\",\"expiresIn\":\"10m\"}");
			heardUntilItEnds(one, heard);
			heardUntilItEnds(other, after);
		}
		// The device that dials first need not be the first to identify itself.
		heard.addAll(heard.contains("end") ? 0 : heard.size(), after);
		// What was being written while the old connection closed is lost, and said to be.
		long failed = api.all("/api/deliveries?device=moving&status=FAILED").size();
		assertThat(heard.stream().filter((line) -> line.startsWith("m"))).doesNotHaveDuplicates()
			.isSorted()
			.hasSizeBetween((int) (9 - failed), 9);
		assertThat(heard).endsWith("end");
	}

	private static void heardUntilItEnds(Device device, List<String> heard) {
		try {
			for (String line = device.hear(); line != null; line = device.hear()) {
				heard.add(line);
				if (line.equals("end")) {
					return;
				}
			}
		}
		catch (UncheckedIOException ex) {
			// Cut off, as its device is elsewhere.
			assertThat(ex.getCause()).isNotNull();
		}
	}

	@Test
	void aDeviceThatReadsSlowlyGetsAllOfIt() throws IOException {
		String path = known("slow");
		String large = "x".repeat(60_000);
		for (int i = 0; i < 10; i++) {
			queue(api, path, i + large);
		}
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(4096);
			socket.connect(new InetSocketAddress("127.0.0.1", wirepost.port("named")));
			socket.setSoTimeout(60_000);
			Device device = new Device(socket).say("HELLO slow\n");
			await().until(() -> api.get("/api/devices/slow").json().get("connected").asBoolean());
			await().pollDelay(Duration.ofMillis(500)).until(() -> true);
			for (int i = 0; i < 10; i++) {
				assertThat(new String(device.hear(60_002), StandardCharsets.US_ASCII)).startsWith(i + "x");
			}
		}
		await().untilAsserted(() -> assertThat(api.all("/api/deliveries?device=slow&status=WRITTEN")).hasSize(10));
	}

	@Test
	void whatWaitsSurvivesAStopAndExpiresMeanwhile(@TempDir Path data) {
		String kept;
		String expired;
		try (Wirepost before = Wirepost.startOn(data, SETTINGS)) {
			before.api().putJson("/api/devices/d", "{}");
			expired = before.api()
				.postJson("/api/devices/d/messages", "{\"text\":\"old\",\"expiresIn\":\"1s\"}")
				.json()
				.get("id")
				.asString();
			kept = queue(before.api(), "/api/devices/d/messages", "kept");
		}
		await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
		try (Wirepost after = Wirepost.startOn(data, SETTINGS)) {
			awaitStatus(after.api(), expired, "EXPIRED");
			assertThat(after.api().get("/api/devices/d").json().get("queued").asInt()).isEqualTo(1);
			String later = queue(after.api(), "/api/devices/d/messages", "later");
			try (Device device = come(after, "d")) {
				assertThat(device.hear()).isEqualTo("kept");
				assertThat(device.hear()).isEqualTo("later");
				awaitStatus(after.api(), kept, "WRITTEN");
				awaitStatus(after.api(), later, "WRITTEN");
			}
		}
	}

	@Test
	void whatWaitsForADeviceThatIsDialledGoesToItAfterARestart(@TempDir Path data) throws IOException {
		String[] settings = { "wirepost.listeners.default.port=0", "wirepost.endpoints.allowed=127.0.0.0/8:*" };
		int port = FreePort.next();
		try (Wirepost before = Wirepost.startOn(data, settings)) {
			before.api()
				.putJson("/api/devices/d", "{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d}}".formatted(port));
			queue(before.api(), "/api/devices/d/messages", "1");
			queue(before.api(), "/api/devices/d/messages", "2");
		}
		try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
				Wirepost after = Wirepost.startOn(data, settings);
				Device device = Device.accept(server)) {
			assertThat(after.api().get("/api/devices/d").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("1");
			assertThat(device.hear()).isEqualTo("2");
		}
	}

	@Test
	void nothingIsLeftForADeviceThatIsDeletedWhileItGetsWhatWaited() {
		for (int round = 0; round < 10; round++) {
			String path = known("forgotten");
			for (int i = 0; i < 10; i++) {
				queue(api, path, "m" + i);
			}
			try (Device device = come(wirepost, "forgotten")) {
				assertThat(device.hear()).isEqualTo("m0");
				assertThat(api.delete("/api/devices/forgotten").status()).isEqualTo(204);
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(
							() -> assertThat(api.all("/api/deliveries?device=forgotten&status=QUEUED")).isEmpty());
			}
			await().until(() -> api.get("/api/devices/forgotten").status() == 404);
		}
	}

}
