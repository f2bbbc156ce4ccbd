package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages arrive where webhooks post them to, whatever the receiver does. */
class WebhookTests {

	private static final int DEVICES = 4;

	@TempDir
	private Path data;

	private final List<String> settings = new ArrayList<>(
			List.of("wirepost.listeners.default.port=0", "wirepost.listeners.default.identify.by=first-frame",
					"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
					"wirepost.listeners.default.identify.consume=true",
					"wirepost.listeners.default.framing.max-frame-size=128KB"));

	private void hook(String name, String... settings) {
		if (List.of(settings).stream().noneMatch((setting) -> setting.startsWith("retry"))) {
			this.settings.add("wirepost.webhooks." + name + ".retry.longest=200ms");
			this.settings.add("wirepost.webhooks." + name + ".retry.first=10ms");
		}
		for (String setting : settings) {
			this.settings.add("wirepost.webhooks." + name + "." + setting);
		}
	}

	private Wirepost start() {
		return Wirepost.startOn(this.data, this.settings.toArray(String[]::new));
	}

	/** Each device says its numbers, and is heard to the last. */
	private static void ingest(Wirepost wirepost, int from, int to) {
		List<Device> devices = IntStream.range(0, DEVICES)
			.mapToObj((number) -> wirepost.dial("default").say("HELLO boiler-" + number + "\n"))
			.toList();
		for (int i = from; i < to; i++) {
			String line = i + "\n";
			devices.forEach((device) -> device.say(line));
		}
		await().until(() -> IntStream.range(0, DEVICES)
			.allMatch((number) -> wirepost.api()
				.get("/api/messages?limit=1&device=boiler-" + number)
				.json()
				.at("/items/0/text")
				.asString("")
				.equals(Integer.toString(to - 1))));
		devices.forEach(Device::close);
	}

	private static JsonNode hook(Wirepost wirepost, String name) {
		for (JsonNode one : wirepost.api().get("/api/webhooks").json().get("items")) {
			if (one.get("name").asString().equals(name)) {
				return one;
			}
		}
		throw new AssertionError("There is no webhook " + name);
	}

	private static List<String> texts(List<JsonNode> messages, String device) {
		return messages.stream()
			.filter((message) -> message.get("deviceId").asString().equals(device))
			.map((message) -> message.get("text").asString())
			.toList();
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toList();
	}

	@Test
	void presenceGoesOnlyWhereItIsAskedForAndTheOthersCursorsMoveOverIt() {
		hook("plain", "url=@/plain");
		hook("both", "url=@/both", "events=true", "direction=inbound");
		hook("connects", "url=@/connects", "events=true", "kinds=connected", "devices=boiler-1");
		try (Receiver receiver = Receiver.start(0)) {
			this.settings.replaceAll((setting) -> setting.replace("=@", "=" + receiver.url("")));
			try (Wirepost wirepost = start()) {
				assertThat(hook(wirepost, "both").get("events").asBoolean()).isTrue();
				assertThat(hook(wirepost, "plain").get("events").asBoolean()).isFalse();
				ingest(wirepost, 0, 3);
				await().until(() -> receiver.taken("/both").size() == DEVICES * 5);
				assertThat(receiver.taken("/both"))
					.isEqualTo(wirepost.api().all("/api/messages?events=true&order=asc"));
				assertThat(receiver.taken("/plain")).isEqualTo(wirepost.api().all("/api/messages?order=asc"));
				assertThat(receiver.taken("/connects"))
					.isEqualTo(wirepost.api().all("/api/messages?events=true&kind=connected&device=boiler-1"));
				String last = wirepost.api().all("/api/messages?direction=EVENT").get(0).get("id").asString();
				for (String name : List.of("plain", "both", "connects")) {
					await().until(() -> hook(wirepost, name).get("cursor").asString().equals(last));
				}
			}
		}
	}

	@Test
	void aReceiverThatFailsHangsAndHangsUpGetsEverythingInOrderAndNothingTwiceThatItAnswered() {
		Random random = new Random(5);
		CountDownLatch over = new CountDownLatch(1);
		try (Receiver receiver = Receiver.start(0)) {
			receiver.on("/flaky", (number, headers) -> {
				int dice = random.nextInt(10);
				if (dice == 0) {
					awaitUninterruptibly(over);
				}
				return (dice < 5) ? 200 : new int[] { 500, 404, 0, 503, 400 }[dice - 5];
			});
			hook("flaky", "url=" + receiver.url("/flaky"), "batch-size=50", "timeout=300ms");
			try (Wirepost wirepost = start()) {
				ingest(wirepost, 0, 250);
				await().until(() -> receiver.taken("/flaky").size() >= DEVICES * 250
						&& hook(wirepost, "flaky").get("lag").asString().equals("PT0S"));
				Set<String> ids = new HashSet<>();
				assertThat(receiver.taken("/flaky")).allMatch((message) -> ids.add(message.get("id").asString()));
				Map<String, JsonNode> all = new LinkedHashMap<>();
				receiver.posts("/flaky")
					.forEach((post) -> post.items()
						.forEach((message) -> all.putIfAbsent(message.get("id").asString(), message)));
				assertThat(new ArrayList<>(all.values())).isEqualTo(wirepost.api().all("/api/messages?order=asc"));
				assertThat(receiver.posts("/flaky"))
					.allSatisfy((post) -> assertThat(post.items()).hasSizeBetween(1, 50));
			}
			finally {
				over.countDown();
			}
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aPostSaysWhoSentItAndOnlyWhatWasAskedFor() throws Exception {
		try (Receiver receiver = Receiver.start(0)) {
			hook("signed", "url=" + receiver.url("/signed?token=hidden"), "secret=s3cret", "devices=boiler-1",
					"direction=outbound");
			try (Wirepost wirepost = start();
					Device device = wirepost.dial("default").say("HELLO boiler-1\nhello\n");
					Device other = wirepost.dial("default").say("HELLO boiler-2\nhello\n")) {
				await().until(() -> wirepost.api().all("/api/messages").size() == 2);
				for (String id : List.of("boiler-2", "boiler-1")) {
					wirepost.api().postJson("/api/devices/" + id + "/messages", "{\"text\":\"größe\"}");
				}
				await().until(() -> receiver.taken("/signed").size() == 1);
				Receiver.Post post = receiver.posts("/signed").get(0);
				assertThat(post.headers().getFirst("Content-Type")).isEqualTo("application/json");
				assertThat(post.headers().getFirst("User-Agent")).isEqualTo("Wirepost");
				assertThat(post.headers().getFirst("Wirepost-Webhook")).isEqualTo("signed");
				assertThat(post.json().get("webhook").asString()).isEqualTo("signed");
				JsonNode message = post.items().get(0);
				assertThat(message)
					.isEqualTo(wirepost.api().get("/api/messages/" + message.get("id").asString()).json());
				assertThat(message.get("deviceId").asString()).isEqualTo("boiler-1");
				String signature = post.headers().getFirst("Wirepost-Signature");
				String time = signature.replaceAll("t=(\\d+),.*", "$1");
				Mac mac = Mac.getInstance("HmacSHA256");
				mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
				mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
				assertThat(signature)
					.isEqualTo("t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(post.body())));
				Api.Answer list = wirepost.api().get("/api/webhooks");
				assertThat(list.body()).doesNotContain("s3cret", "hidden");
				assertThat(list.json().at("/items/0/url").asString()).isEqualTo(receiver.url("/signed"));
				assertThat(list.json().at("/items/0/direction").asString()).isEqualTo("OUTBOUND");
				assertThat(list.json().at("/items/0/batchSize").asInt()).isEqualTo(100);
				await().until(() -> hook(wirepost, "signed").get("cursor").equals(message.get("id")));
				assertThat(list.json().get("next").isNull()).isTrue();
				assertThat(device.hear()).isEqualTo("größe");
				assertThat(other.hear()).isEqualTo("größe");
			}
		}
	}

	@Test
	void kindsAreFilteredAlsoWhereMessagesHaveNone() {
		try (Receiver receiver = Receiver.start(0)) {
			hook("alarms", "url=" + receiver.url("/alarms"), "kinds[0]=alarm");
			this.settings.add("wirepost.listeners.default.rules[0].kind=alarm");
			this.settings.add("wirepost.listeners.default.rules[0].when=text == 'ALARM'");
			try (Wirepost wirepost = start(); Device device = wirepost.dial("default").say("HELLO d\nhello\nALARM\n")) {
				await().until(() -> receiver.taken("/alarms").size() == 1);
				assertThat(receiver.taken("/alarms").get(0).get("kind").asString()).isEqualTo("alarm");
				assertThat(device.say("hello\nALARM\n")).isNotNull();
				await().until(() -> receiver.taken("/alarms").size() == 2);
			}
		}
	}

	@Test
	void redirectsAreFailuresAndWhoeverAsksForTimeGetsIt() {
		try (Receiver receiver = Receiver.start(0)) {
			receiver.on("/moved", (number, headers) -> {
				headers.set("Location", receiver.url("/elsewhere"));
				return 307;
			});
			receiver.on("/seconds", (number, headers) -> {
				headers.set("Retry-After", "1");
				return (number == 0) ? 429 : 200;
			});
			receiver.on("/date", (number, headers) -> {
				headers.set("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME
					.format(Clock.systemUTC().instant().plusSeconds(3).atOffset(ZoneOffset.UTC)));
				return (number == 0) ? 503 : 200;
			});
			for (String name : List.of("moved", "seconds", "date")) {
				hook(name, "url=" + receiver.url("/" + name));
			}
			try (Wirepost wirepost = start(); Device device = wirepost.dial("default").say("HELLO boiler-1\nhello\n")) {
				await().until(() -> receiver.taken("/seconds").size() == 1 && receiver.taken("/date").size() == 1
						&& receiver.posts("/moved").size() > 2);
				assertThat(device.socket().isConnected()).isTrue();
				JsonNode moved = hook(wirepost, "moved");
				assertThat(moved.get("lastError").asString()).contains("307", "redirects are not followed");
				assertThat(moved.get("failures").asInt()).isGreaterThan(1);
				assertThat(moved.get("lastErrorAt").isNull()).isFalse();
				assertThat(receiver.posts("/elsewhere")).isEmpty();
				assertThat(pause(receiver.posts("/seconds"))).isGreaterThanOrEqualTo(1_000);
				assertThat(pause(receiver.posts("/date"))).isGreaterThanOrEqualTo(1_900);
			}
		}
	}

	private static long pause(List<Receiver.Post> posts) {
		return (posts.get(1).nanos() - posts.get(0).nanos()) / 1_000_000;
	}

	@Test
	void whileItsReceiverIsAwayAllGoesOnAndARestartGoesOnFromTheCursor() throws Exception {
		int port = FreePort.next();
		try (Wirepost before = start()) {
			ingest(before, 0, 10);
		}
		hook("away", "url=http://127.0.0.1:" + port + "/away", "batch-size=500");
		try (Wirepost wirepost = start()) {
			ingest(wirepost, 10, 1000);
			await().until(() -> !hook(wirepost, "away").get("lastError").isNull());
			assertThat(hook(wirepost, "away").get("lastError").asString()).contains("cannot be reached");
			assertThat(wirepost.api().all("/api/messages")).hasSize(DEVICES * 1000);
			MeterRegistry meters = wirepost.bean(MeterRegistry.class);
			await().until(() -> meters.get("wirepost.webhook.lag").tag("webhook", "away").gauge().value() > 0);
			HealthIndicator health = wirepost.bean("forwardingHealthIndicator", HealthIndicator.class);
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			assertThat(health.health().getDetails()).containsKey("webhook:away");
			assertThat(wirepost.api().get("/readyz").status()).isEqualTo(200);
		}
		CountDownLatch over = new CountDownLatch(1);
		try (Receiver receiver = Receiver.start(port)) {
			receiver.on("/away", (number, headers) -> {
				awaitUninterruptibly(over);
				return 0;
			});
			this.settings.add("wirepost.webhooks.away.timeout=10m");
			Wirepost hanging = start();
			await().until(() -> !receiver.posts("/away").isEmpty());
			hanging.close();
			over.countDown();
		}
		try (Receiver receiver = Receiver.start(port)) {
			try (Wirepost wirepost = start()) {
				await().until(() -> receiver.taken("/away").size() == DEVICES * 990);
				for (int i = 0; i < DEVICES; i++) {
					assertThat(texts(receiver.taken("/away"), "boiler-" + i)).isEqualTo(numbers(10, 1000));
				}
				await().until(() -> hook(wirepost, "away").get("lag").asString().equals("PT0S"));
			}
			try (Wirepost wirepost = start()) {
				ingest(wirepost, 1000, 1010);
				await().until(() -> receiver.taken("/away").size() == DEVICES * 1000);
				assertThat(texts(receiver.taken("/away"), "boiler-0")).isEqualTo(numbers(10, 1010));
			}
		}
	}

	@Test
	void whatRetentionDroppedBeforeItWasTakenIsSaid() throws Exception {
		this.settings.add("wirepost.journal.retention.size=16MB");
		CountDownLatch back = new CountDownLatch(1);
		try (Receiver receiver = Receiver.start(0)) {
			receiver.on("/late", (number, headers) -> (back.getCount() == 0) ? 200 : 500);
			hook("late", "url=" + receiver.url("/late"), "retry.longest=2s", "retry.first=1s");
			try (Wirepost wirepost = start(); Device device = wirepost.dial("default").say("HELLO boiler-1\n")) {
				MeterRegistry meters = wirepost.bean(MeterRegistry.class);
				Random random = new Random(9);
				byte[] noise = new byte[20_000];
				int said = 600;
				for (int i = 0; i < said; i++) {
					random.nextBytes(noise);
					device.say(i + " " + HexFormat.of().formatHex(noise) + "\n");
				}
				await().until(() -> meters.get("wirepost.journal.dropped").counter().count() > 0);
				await().until(() -> !hook(wirepost, "late").get("skippedAt").isNull());
				back.countDown();
				String last = Integer.toString(said - 1);
				await().until(() -> wirepost.api()
					.get("/api/messages?limit=1")
					.json()
					.at("/items/0/text")
					.asString()
					.startsWith(last + " ") && hook(wirepost, "late").get("lag").asString().equals("PT0S"));
				List<JsonNode> taken = receiver.taken("/late");
				assertThat(taken).hasSizeLessThan(said);
				assertThat(taken.get(taken.size() - 1).get("text").asString()).startsWith(last + " ");
			}
		}
	}

}
