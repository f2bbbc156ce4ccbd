package io.wirepost.delivery.poll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What devices are asked again and again. */
class PollTests {

	private static final String[] NAMED = { "wirepost.listeners.a.port=0",
			"wirepost.listeners.a.identify.by=first-frame", "wirepost.listeners.a.identify.pattern=^HELLO (?<id>\\S+)",
			"wirepost.listeners.a.identify.consume=true", "wirepost.listeners.a.rules[0].kind=status",
			"wirepost.listeners.a.rules[0].when=text.startsWith('OK')" };

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(all("wirepost.polls.meters.devices=boiler-*", "wirepost.polls.meters.every=200ms",
				"wirepost.polls.meters.send.text=STATUS", "wirepost.polls.meters.await-reply=30s",
				"wirepost.devices.fixed.tags=floor-3", "wirepost.endpoints.allowed=127.0.0.1/32:*",
				"wirepost.listeners.b.port=0", "wirepost.listeners.b.charset=US-ASCII",
				"wirepost.listeners.b.identify.by=first-frame",
				"wirepost.listeners.b.identify.pattern=^HELLO (?<id>\\S+)"));
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	/** Removes what a test polls; its devices hang up by themselves. */
	@AfterEach
	void stopPolling() {
		for (JsonNode poll : api.get("/api/polls").json().get("items")) {
			if (poll.get("source").asString().equals("run-time")) {
				api.delete("/api/polls/" + poll.get("name").asString());
			}
		}
		await().until(() -> api.all("/api/connections").isEmpty());
	}

	private static String[] all(String... settings) {
		String[] all = Arrays.copyOf(NAMED, NAMED.length + settings.length);
		System.arraycopy(settings, 0, all, NAMED.length, settings.length);
		return all;
	}

	private static Device dial(Wirepost wirepost, String name) {
		Device device = wirepost.dial("a").say("HELLO " + name + "\n");
		await().until(() -> isConnected(wirepost.api(), name));
		return device;
	}

	private static boolean isConnected(Api api, String name) {
		Api.Answer answer = api.get("/api/devices/" + name);
		return answer.status() == 200 && answer.json().get("connected").asBoolean();
	}

	/** Has a device answer whatever it is asked; counts that. */
	private static AtomicInteger answers(Device device) {
		AtomicInteger asked = new AtomicInteger();
		Thread thread = new Thread(() -> {
			try {
				while (device.hear() != null) {
					device.say("OK " + asked.incrementAndGet() + "\n");
				}
			}
			catch (UncheckedIOException ex) {
				// The test is over.
			}
		}, "device");
		thread.setDaemon(true);
		thread.start();
		return asked;
	}

	private static long figure(Api api, String poll, String name) {
		return api.get("/api/polls/" + poll).json().get(name).asLong();
	}

	private static void put(Api api, String name, String poll) {
		Api.Answer answer = api.putJson("/api/polls/" + name, poll);
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
	}

	@Test
	void asksTheDevicesOfAPatternAndTheirRepliesAreMessagesWithTheirKind() {
		try (Device first = dial(wirepost, "boiler-1");
				Device second = dial(wirepost, "boiler-2");
				Device lamp = dial(wirepost, "lamp-1")) {
			AtomicInteger asked = answers(first);
			answers(second);
			AtomicInteger lamps = answers(lamp);
			await().until(() -> figure(api, "meters", "replied") >= 6);
			for (String device : List.of("boiler-1", "boiler-2")) {
				assertThat(api.all("/api/messages?kind=status&device=" + device)).isNotEmpty().allSatisfy((reply) -> {
					assertThat(reply.get("direction").asString()).isEqualTo("INBOUND");
					assertThat(reply.get("deliveryId").isNull()).isFalse();
				});
				assertThat(api.all("/api/messages?direction=OUTBOUND&device=" + device)).isNotEmpty()
					.allSatisfy((sent) -> assertThat(sent.get("text").asString()).isEqualTo("STATUS"));
			}
			assertThat(asked.get()).isPositive();
			assertThat(lamps).hasValue(0);
			JsonNode poll = api.get("/api/polls").json().get("items").get(0);
			assertThat(poll.get("name").asString()).isEqualTo("meters");
			assertThat(poll.get("source").asString()).isEqualTo("configuration");
			assertThat(poll.get("every").asString()).isEqualTo("PT0.2S");
			assertThat(poll.get("jitter").asString()).isEqualTo("PT0.02S");
			assertThat(poll.get("devices").asString()).isEqualTo("boiler-*");
			assertThat(poll.get("send").toString()).isEqualTo("{\"text\":\"STATUS\"}");
			assertThat(poll.get("lastRunAt").isNull()).isFalse();
			assertThat(poll.get("lastRunDevices").asInt()).isEqualTo(2);
			assertThat(poll.get("sent").asLong()).isGreaterThanOrEqualTo(6);
			assertThat(poll.get("failed").asLong()).isZero();
			assertThat(api.get("/actuator/prometheus").body())
				.containsPattern("wirepost_polls_total\\{outcome=\"replied\",poll=\"meters\"} [1-9]");
		}
	}

	@Test
	void neverAsksADeviceThatIsStillBusyWithTheLastOne() throws IOException {
		try (Device slow = dial(wirepost, "slow"); Device quick = dial(wirepost, "quick")) {
			answers(quick);
			String poll = "{\"devices\":\"*\",\"every\":\"100ms\",\"send\":{\"text\":\"A\"},\"awaitReply\":\"1m\"}";
			put(api, "all", poll);
			assertThat(slow.hear()).isEqualTo("A");
			await().until(() -> figure(api, "all", "skipped") >= 5);
			assertThat(figure(api, "all", "replied")).isPositive();
			// Nor once the poll has changed, or gone and come back.
			assertThat(api.putJson("/api/polls/all", poll.replace("\"A\"", "\"B\"")).status()).isEqualTo(200);
			long skipped = figure(api, "all", "skipped");
			await().until(() -> figure(api, "all", "skipped") >= skipped + 2);
			assertThat(api.delete("/api/polls/all").status()).isEqualTo(204);
			put(api, "all", poll.replace("\"A\"", "\"C\""));
			await().until(() -> figure(api, "all", "skipped") >= 2);
			assertThat(slow.socket().getInputStream().available()).isZero();
			slow.say("OK\n");
			assertThat(slow.hear()).isEqualTo("C");
			// What was sent is stored after it is on the wire.
			await().untilAsserted(() -> assertThat(api.all("/api/messages?direction=OUTBOUND&device=slow")).hasSize(2));
		}
	}

	@Test
	void asksNoDeviceThatIsAwayAndCatchesNothingUpWhenItReturns() {
		try (Device other = dial(wirepost, "other")) {
			AtomicInteger rounds = answers(other);
			Device device = dial(wirepost, "commuter");
			put(api, "all", "{\"devices\":\"*\",\"every\":\"150ms\",\"send\":{\"hex\":\"41\"}}");
			assertThat(device.hear()).isEqualTo("A");
			device.hangUp();
			await().until(() -> !isConnected(api, "commuter"));
			Instant left = Instant.now();
			int before = rounds.get();
			await().until(() -> rounds.get() >= before + 6);
			Instant returned = Instant.now();
			try (Device again = dial(wirepost, "commuter")) {
				assertThat(again.hear()).isEqualTo("A");
				assertThat(again.hear()).isEqualTo("A");
				assertThat(api.all("/api/deliveries?device=commuter")).isNotEmpty().allSatisfy((delivery) -> {
					Instant at = Instant.parse(delivery.get("createdAt").asString());
					assertThat(at.isBefore(left) || at.isAfter(returned)).isTrue();
					assertThat(delivery.get("expiresAt").isNull()).isTrue();
				});
			}
		}
	}

	@Test
	void asksDevicesByTheirTagAndByTheirName() {
		try (Device fixed = dial(wirepost, "fixed");
				Device tagged = dial(wirepost, "tagged");
				Device named = dial(wirepost, "named")) {
			api.putJson("/api/devices/tagged", "{\"tags\":[\"floor-3\"]}");
			api.putJson("/api/devices/absent", "{\"tags\":[\"floor-3\"]}");
			put(api, "floor", "{\"tag\":\"floor-3\",\"every\":\"100ms\",\"send\":{\"text\":\"floor\"}}");
			put(api, "one", "{\"devices\":\"named\",\"every\":\"100ms\",\"send\":{\"base64\":\"b25l\"}}");
			for (int i = 0; i < 3; i++) {
				assertThat(fixed.hear()).isEqualTo("floor");
				assertThat(tagged.hear()).isEqualTo("floor");
				assertThat(named.hear()).isEqualTo("one");
			}
			assertThat(api.get("/api/polls/floor").json().get("lastRunDevices").asInt()).isEqualTo(2);
			assertThat(api.get("/api/polls/one").json().get("lastRunDevices").asInt()).isEqualTo(1);
			api.putJson("/api/devices/tagged", "{\"tags\":[]}");
			await().until(() -> figure(api, "floor", "lastRunDevices") == 1);
		}
	}

	@Test
	void dialsADeviceOnDemandAndADialThatFailsIsAFailure() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			api.putJson("/api/devices/plc-1",
					"{\"tags\":[\"plc\"],\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,\"idleTimeout\":\"50ms\"}}"
						.formatted(server.getLocalPort()));
			put(api, "plcs",
					"{\"devices\":\"plc-*\",\"every\":\"1s\",\"send\":{\"text\":\"READ\"},\"awaitReply\":\"30s\"}");
			for (int i = 0; i < 2; i++) {
				try (Device plc = Device.accept(server)) {
					assertThat(plc.hear()).isEqualTo("READ");
					plc.say("42\n");
					int asked = i + 1;
					await().until(() -> figure(api, "plcs", "replied") == asked);
				}
			}
		}
		await().until(() -> figure(api, "plcs", "failed") >= 2);
		put(api, "tagged", "{\"tag\":\"plc\",\"every\":\"100ms\",\"send\":{\"text\":\"READ\"}}");
		await().until(() -> figure(api, "tagged", "failed") >= 2);
		assertThat(figure(api, "tagged", "sent")).isZero();
		// Or the polls of all devices would dial it, too.
		assertThat(api.delete("/api/devices/plc-1").status()).isEqualTo(204);
	}

	@Test
	void whatADeviceCannotBeSentIsAFailureAndTheOthersAreAsked() {
		try (Device device = dial(wirepost, "utf"); Device ascii = wirepost.dial("b").say("HELLO ascii\n")) {
			await().until(() -> isConnected(api, "ascii"));
			put(api, "umlaut", "{\"devices\":\"*\",\"every\":\"100ms\",\"send\":{\"text\":\"größe\"}}");
			assertThat(device.hear()).isEqualTo("größe");
			assertThat(device.hear()).isEqualTo("größe");
			await().until(() -> figure(api, "umlaut", "failed") >= 2);
			api.delete("/api/polls/umlaut");
			put(api, "lines", "{\"devices\":\"*\",\"every\":\"100ms\",\"send\":{\"text\":\"a\\nb\"}}");
			await().until(() -> figure(api, "lines", "failed") >= 4);
			assertThat(figure(api, "lines", "sent")).isZero();
			assertThat(ascii.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aReplyThatDoesNotComeIsAFailureAndTheDeviceIsAskedAgain() {
		try (Device device = dial(wirepost, "mute")) {
			put(api, "all",
					"{\"devices\":\"mute\",\"every\":\"100ms\",\"send\":{\"text\":\"A\"},\"awaitReply\":\"50ms\"}");
			assertThat(device.hear()).isEqualTo("A");
			await().until(() -> figure(api, "all", "failed") >= 1);
			assertThat(figure(api, "all", "sent")).isPositive();
			assertThat(figure(api, "all", "replied")).isZero();
		}
	}

	@Test
	void aPollThatWasPutIsThereAfterARestart(@TempDir Path data) {
		try (Wirepost wirepost = Wirepost.startOn(data, all())) {
			Api api = wirepost.api();
			put(api, "kept",
					"{\"devices\":\"lamp\",\"every\":\"150ms\",\"jitter\":\"10ms\",\"send\":{\"text\":\"A\"},\"awaitReply\":\"30s\"}");
			put(api, "gone", "{\"devices\":\"lamp\",\"every\":\"150ms\",\"send\":{\"text\":\"B\"}}");
			put(api, "taken", "{\"devices\":\"lamp\",\"every\":\"1h\",\"send\":{\"text\":\"C\"}}");
			assertThat(api.delete("/api/polls/gone").status()).isEqualTo(204);
		}
		try (Wirepost wirepost = Wirepost.startOn(data, all("wirepost.polls.taken.devices=lamp",
				"wirepost.polls.taken.every=2h", "wirepost.polls.taken.send.text=D"));
				Device device = dial(wirepost, "lamp")) {
			Api api = wirepost.api();
			answers(device);
			await().until(() -> figure(api, "kept", "replied") >= 2);
			assertThat(api.get("/api/polls").json().get("items")).extracting((poll) -> poll.get("name").asString())
				.containsExactly("kept", "taken");
			JsonNode kept = api.get("/api/polls/kept").json();
			assertThat(kept.get("source").asString()).isEqualTo("run-time");
			assertThat(kept.get("jitter").asString()).isEqualTo("PT0.01S");
			assertThat(kept.get("awaitReply").asString()).isEqualTo("PT30S");
			assertThat(api.get("/api/polls/taken").json().get("send").toString()).isEqualTo("{\"text\":\"D\"}");
			assertThat(api.get("/api/polls/taken").json().get("lastRunAt").isNull()).isTrue();
			assertThat(api.putJson("/api/polls/taken", "{}").problem()).isEqualTo("poll-configured");
			assertThat(api.delete("/api/polls/taken").json().get("detail").asString())
				.isEqualTo("The poll 'taken' is part of the configuration (wirepost.polls); change it there");
		}
	}

	@Test
	void aRoundThatIsMissedIsNotCaughtUp() {
		assertThat(PollRun.following(1000, 100, 1000)).isEqualTo(1100);
		assertThat(PollRun.following(1000, 100, 1099)).isEqualTo(1100);
		assertThat(PollRun.following(1000, 100, 1100)).isEqualTo(1200);
		assertThat(PollRun.following(1000, 100, 1750)).isEqualTo(1800);
		assertThat(PollRun.following(Long.MAX_VALUE - 50, 100, Long.MIN_VALUE + 10)).isEqualTo(Long.MIN_VALUE + 49);
	}

}
