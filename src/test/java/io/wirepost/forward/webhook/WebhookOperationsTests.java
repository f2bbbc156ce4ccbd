package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Webhooks are paused, replayed, and skip what their receivers refuse. */
class WebhookOperationsTests {

	@TempDir
	private Path data;

	private static final String[] SETTINGS = { "wirepost.listeners.default.port=0",
			"wirepost.listeners.default.identify.by=first-frame",
			"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
			"wirepost.listeners.default.identify.consume=true" };

	private static final byte[] KEY = "0123456789abcdef01234567".getBytes(StandardCharsets.US_ASCII);

	private static Receiver receiver;

	/** What tests share that do not restart it; each has a webhook and a device. */
	private static Wirepost wirepost;

	private static Api api;

	/** The webhook of the test; it posts to the path of its name. */
	private String hook;

	@BeforeAll
	static void startShared() {
		receiver = Receiver.start(0);
		List<String> settings = new ArrayList<>(List.of(SETTINGS));
		for (String hook : List.of("erased", "faulty", "blocked", "range", "overtaken", "resumed", "wrong", "signed")) {
			settings.addAll(settings(hook));
			settings.add("wirepost.webhooks." + hook + ".devices=" + hook + "-*");
		}
		settings.addAll(List.of("wirepost.webhooks.erased.on-refused=skip", "wirepost.webhooks.faulty.on-refused=skip",
				"wirepost.webhooks.blocked.batch-size=1", "wirepost.webhooks.range.batch-size=2",
				"wirepost.webhooks.range.direction=inbound",
				"wirepost.webhooks.signed.secret=whsec_" + Base64.getEncoder().encodeToString(KEY)));
		wirepost = Wirepost.start(settings.toArray(String[]::new));
		api = wirepost.api();
	}

	@AfterAll
	static void stopShared() {
		wirepost.close();
		receiver.close();
	}

	private static List<String> settings(String hook) {
		String prefix = "wirepost.webhooks." + hook;
		return List.of(prefix + ".url=" + receiver.url("/" + hook), prefix + ".retry.longest=50ms",
				prefix + ".retry.first=10ms");
	}

	/** One that a test stops and starts again. */
	private Wirepost start(String... settings) {
		List<String> all = new ArrayList<>(List.of(SETTINGS));
		all.addAll(settings(this.hook));
		all.addAll(List.of(settings));
		return Wirepost.startOn(this.data, all.toArray(String[]::new));
	}

	/** A device says texts, which are durable on return. */
	private List<String> say(Wirepost wirepost, String... texts) {
		try (Device device = wirepost.dial("default")
			.say("HELLO " + device() + "\n" + String.join("\n", texts) + "\n")) {
			String last = texts[texts.length - 1];
			await().until(() -> wirepost.api()
				.get("/api/messages?limit=1&device=" + device())
				.json()
				.at("/items/0/text")
				.asString(""), last::equals);
			assertThat(device.socket().isConnected()).isTrue();
		}
		return List.of(texts);
	}

	private String device() {
		return this.hook + "-1";
	}

	private static String[] numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
	}

	private JsonNode hook(Wirepost wirepost) {
		for (JsonNode one : wirepost.api().get("/api/webhooks").json().get("items")) {
			if (one.get("name").asString().equals(this.hook)) {
				return one;
			}
		}
		throw new AssertionError("There is no webhook " + this.hook);
	}

	private JsonNode replay(Wirepost wirepost) {
		return hook(wirepost).get("replay");
	}

	/**
	 * A path answers 422 whenever a message with some text is among what it is posted.
	 */
	private void refuse(String text) {
		receiver.onBody("/" + this.hook, (post) -> post.items().stream().anyMatch((item) -> is(item, text))
				? Receiver.Reply.of(422, "{\"error\":\"" + text + " is no number\"}") : Receiver.Reply.of(200, ""));
	}

	private static boolean is(JsonNode item, String text) {
		return item.get("text").asString().equals(text);
	}

	private List<String> taken() {
		return texts(receiver.taken("/" + this.hook));
	}

	private static List<String> texts(List<JsonNode> messages) {
		return messages.stream().map((message) -> message.get("text").asString()).toList();
	}

	private List<Receiver.Post> replayed(String id) {
		return receiver.posts("/" + this.hook)
			.stream()
			.filter((post) -> id.equals(post.headers().getFirst("Wirepost-Replay")))
			.toList();
	}

	@Test
	void aPoisonRecordIsSkippedAndNamedAndTheRestGoesOn() {
		this.hook = "poisoned";
		refuse("poison");
		try (Wirepost wirepost = start("wirepost.webhooks.poisoned.on-refused=skip")) {
			Api api = wirepost.api();
			assertThat(hook(wirepost).get("onRefused").asString()).isEqualTo("skip");
			api.post("/api/webhooks/poisoned/pause", null, null);
			say(wirepost, "1", "2", "poison", "3", "4", "5", "poison", "6");
			api.post("/api/webhooks/poisoned/resume", null, null);
			await().until(() -> taken().size() == 6);
			assertThat(taken()).containsExactly("1", "2", "3", "4", "5", "6");
			await().until(() -> hook(wirepost).get("lag").asString().equals("PT0S"));
			assertThat(receiver.posts("/poisoned")).hasSizeLessThan(2 * 8);
			List<String> poison = api.all("/api/messages?order=desc")
				.stream()
				.filter((message) -> is(message, "poison"))
				.map((message) -> message.get("id").asString())
				.toList();
			List<JsonNode> letters = api.all("/api/webhooks/poisoned/dead-letters");
			assertThat(letters).extracting((letter) -> letter.get("messageId").asString()).isEqualTo(poison);
			assertThat(letters).allSatisfy((letter) -> {
				assertThat(letter.get("deviceId").asString()).isEqualTo("poisoned-1");
				assertThat(letter.get("status").asInt()).isEqualTo(422);
				assertThat(letter.get("reason").asString()).isEqualTo("{\"error\":\"poison is no number\"}");
			});
			assertThat(wirepost.bean(MeterRegistry.class)
				.get("wirepost.webhook.dead-letters")
				.tag("webhook", "poisoned")
				.counter()
				.count()).isEqualTo(2);
		}
		try (Wirepost wirepost = start("wirepost.webhooks.poisoned.on-refused=skip")) {
			JsonNode first = wirepost.api().get("/api/webhooks/poisoned/dead-letters?limit=1").json();
			assertThat(first.get("items")).hasSize(1);
			String next = first.get("next").asString();
			JsonNode second = wirepost.api().get("/api/webhooks/poisoned/dead-letters?limit=1&cursor=" + next).json();
			assertThat(second.get("items")).hasSize(1);
			assertThat(second.get("next").isNull()).isTrue();
			assertThat(wirepost.api().delete("/api/webhooks/poisoned/dead-letters").status()).isEqualTo(204);
			assertThat(wirepost.api().all("/api/webhooks/poisoned/dead-letters")).isEmpty();
		}
	}

	@Test
	void whatWasSkippedIsErasedWithTheMessagesOfItsDevice() {
		this.hook = "erased";
		refuse("poison");
		say(wirepost, "poison");
		await().until(() -> api.all("/api/webhooks/erased/dead-letters").size() == 1);
		assertThat(api.delete("/api/devices/erased-2?messages=true").status()).isEqualTo(404);
		assertThat(api.all("/api/webhooks/erased/dead-letters")).hasSize(1);
		assertThat(api.delete("/api/devices/erased-1?messages=true").status()).isEqualTo(204);
		assertThat(api.all("/api/webhooks/erased/dead-letters")).isEmpty();
	}

	@Test
	void whileTheReceiverHasAFaultNothingIsSkippedAndNothingRepeated() {
		this.hook = "faulty";
		AtomicBoolean faulty = new AtomicBoolean(true);
		receiver.onBody("/faulty", (post) -> {
			List<JsonNode> items = post.items();
			if (items.stream().anyMatch((item) -> is(item, "poison"))) {
				return Receiver.Reply.of(400, "");
			}
			// The second half of the batch meets a fault that passes.
			boolean fails = items.stream().anyMatch((item) -> is(item, "4")) && faulty.getAndSet(false);
			return Receiver.Reply.of(fails ? 503 : 200, "");
		});
		api.post("/api/webhooks/faulty/pause", null, null);
		say(wirepost, "1", "poison", "2", "3", "4", "5");
		api.post("/api/webhooks/faulty/resume", null, null);
		await().until(() -> taken().size() >= 5);
		assertThat(taken()).containsExactly("1", "2", "3", "4", "5");
		List<JsonNode> letters = api.all("/api/webhooks/faulty/dead-letters");
		assertThat(letters).extracting((letter) -> letter.get("reason").asString())
			.containsExactly("The receiver answered 400");
	}

	@Test
	void byDefaultARefusalBlocks() {
		this.hook = "blocked";
		refuse("poison");
		say(wirepost, "1", "poison", "2");
		await().until(() -> hook(wirepost).get("failures").asInt() > 2);
		assertThat(taken()).containsExactly("1");
		assertThat(api.all("/api/webhooks/blocked/dead-letters")).isEmpty();
		assertThat(hook(wirepost).get("lastError").asString()).isEqualTo("The receiver answered 422");
		// Or it would be tried again while other tests run.
		api.post("/api/webhooks/blocked/pause", null, null);
	}

	@Test
	void whatIsPausedPostsNothingAlsoAfterARestartAndThenContinues() {
		this.hook = "paused";
		try (Wirepost wirepost = start()) {
			say(wirepost, "1");
			await().until(() -> taken().size() == 1);
			assertThat(wirepost.api().post("/api/webhooks/paused/pause", null, null).status()).isEqualTo(204);
			assertThat(wirepost.api().post("/api/webhooks/paused/pause", null, null).status()).isEqualTo(204);
			say(wirepost, "2");
			await().until(() -> !hook(wirepost).get("lag").asString().equals("PT0S"));
			assertThat(hook(wirepost).get("paused").asBoolean()).isTrue();
		}
		try (Wirepost wirepost = start()) {
			assertThat(hook(wirepost).get("paused").asBoolean()).isTrue();
			say(wirepost, "3");
			await().until(() -> !hook(wirepost).get("lag").asString().equals("PT0S"));
			assertThat(taken()).containsExactly("1");
			assertThat(wirepost.api().post("/api/webhooks/paused/resume", null, null).status()).isEqualTo(204);
			await().until(() -> taken().size() == 3);
			assertThat(taken()).containsExactly("1", "2", "3");
			assertThat(hook(wirepost).get("paused").asBoolean()).isFalse();
		}
	}

	@Test
	void aReplaySendsExactlyTheRangeMarkedAsSuch() {
		this.hook = "range";
		say(wirepost, numbers(0, 10));
		await().until(() -> taken().size() == 10);
		assertThat(receiver.posts("/range")).noneMatch((post) -> post.json().has("replay"));
		List<JsonNode> messages = api.all("/api/messages?device=range-1&order=asc");
		String third = messages.get(3).get("id").asString();
		String seventh = messages.get(7).get("id").asString();
		await().until(() -> hook(wirepost).get("lag").asString().equals("PT0S"));
		Api.Answer begun = api.postJson("/api/webhooks/range/replay",
				"{\"from\":\"" + third + "\",\"to\":\"" + seventh + "\"}");
		assertThat(begun.status()).isEqualTo(202);
		String id = begun.json().get("id").asString();
		assertThat(begun.json().get("from").asString()).isEqualTo(third);
		assertThat(begun.json().get("to").asString()).isEqualTo(seventh);
		await().until(() -> replay(wirepost).get("done").asBoolean());
		List<Receiver.Post> posts = replayed(id);
		assertThat(posts).allSatisfy((post) -> assertThat(post.json().get("replay").asString()).isEqualTo(id));
		assertThat(posts.stream().flatMap((post) -> post.items().stream()).toList()).isEqualTo(messages.subList(3, 8));
		assertThat(replay(wirepost).get("sent").asInt()).isEqualTo(5);
		assertThat(replay(wirepost).get("at").asString()).isEqualTo(seventh);
		assertThat(taken()).hasSize(15);

		String after = api.postJson("/api/webhooks/range/replay", "{\"after\":\"" + seventh + "\"}")
			.json()
			.get("id")
			.asString();
		await().until(() -> replay(wirepost).get("done").asBoolean());
		assertThat(replayed(after).stream().flatMap((post) -> post.items().stream()).toList())
			.isEqualTo(messages.subList(8, 10));

		String receivedAt = messages.get(9).get("receivedAt").asString();
		say(wirepost, "later");
		await().until(() -> taken().contains("later"));
		String time = api
			.postJson("/api/webhooks/range/replay",
					"{\"from\":\"2020-01-01T00:00:00+01:00\",\"to\":\"" + receivedAt + "\"}")
			.json()
			.get("id")
			.asString();
		await().until(() -> replay(wirepost).get("done").asBoolean());
		assertThat(replayed(time).stream().flatMap((post) -> post.items().stream()).toList())
			.isEqualTo(api.all("/api/messages?device=range-1&order=asc&to=" + receivedAt));
	}

	@Test
	void aReplayNeverOvertakesTheNormalRunAndDoesNotDelayIt() {
		this.hook = "overtaken";
		AtomicBoolean blocked = new AtomicBoolean(true);
		receiver.onBody("/overtaken", (post) -> Receiver.Reply
			.of((post.headers().containsKey("Wirepost-Replay") && blocked.get()) ? 500 : 200, ""));
		say(wirepost, "1", "2");
		await().until(() -> taken().size() == 2 && hook(wirepost).get("lag").asString().equals("PT0S"));
		String id = api.postJson("/api/webhooks/overtaken/replay", "{\"from\":\"2020-01-01T00:00:00Z\"}")
			.json()
			.get("id")
			.asString();
		await().until(() -> !replay(wirepost).get("lastError").isNull());
		assertThat(api.postJson("/api/webhooks/overtaken/replay", "{\"from\":\"2020-01-01T00:00:00Z\"}").problem())
			.isEqualTo("replay-running");
		say(wirepost, "3");
		await().until(() -> taken().size() == 3);
		blocked.set(false);
		await().until(() -> replay(wirepost).get("done").asBoolean());
		assertThat(taken()).containsExactly("1", "2", "3", "1", "2");
		assertThat(replay(wirepost).get("id").asString()).isEqualTo(id);
	}

	@Test
	void aReplayContinuesAfterARestartAndIsStopped() {
		this.hook = "continued";
		AtomicBoolean open = new AtomicBoolean();
		receiver.onBody("/continued", (post) -> {
			boolean replay = post.headers().containsKey("Wirepost-Replay");
			return Receiver.Reply
				.of((replay && !open.get() && post.items().stream().anyMatch((item) -> is(item, "3"))) ? 500 : 200, "");
		});
		String id;
		try (Wirepost wirepost = start("wirepost.webhooks.continued.batch-size=1")) {
			say(wirepost, numbers(0, 6));
			await().until(() -> taken().size() == 6 && hook(wirepost).get("lag").asString().equals("PT0S"));
			id = wirepost.api()
				.postJson("/api/webhooks/continued/replay", "{\"from\":\"2020-01-01T00:00:00Z\"}")
				.json()
				.get("id")
				.asString();
			await().until(() -> !replay(wirepost).get("lastError").isNull());
		}
		open.set(true);
		try (Wirepost wirepost = start("wirepost.webhooks.continued.batch-size=1")) {
			await().until(() -> replay(wirepost).get("done").asBoolean());
			assertThat(replay(wirepost).get("id").asString()).isEqualTo(id);
			assertThat(replay(wirepost).get("sent").asInt()).isEqualTo(6);
			assertThat(taken()).containsExactly("0", "1", "2", "3", "4", "5", "0", "1", "2", "3", "4", "5");
			open.set(false);
			wirepost.api().postJson("/api/webhooks/continued/replay", "{\"from\":\"2020-01-01T00:00:00Z\"}");
			await().until(() -> !replay(wirepost).get("lastError").isNull());
			assertThat(wirepost.api().delete("/api/webhooks/continued/replay").status()).isEqualTo(204);
			assertThat(replay(wirepost).isNull()).isTrue();
			assertThat(wirepost.api().delete("/api/webhooks/continued/replay").problem()).isEqualTo("replay-unknown");
			int posts = receiver.posts("/continued").size();
			say(wirepost, "6");
			await().until(() -> taken().contains("6"));
			assertThat(receiver.posts("/continued")).hasSize(posts + 1);
		}
	}

	@Test
	void aPausedWebhookReplaysWhenItIsResumed() {
		this.hook = "resumed";
		say(wirepost, "1");
		await().until(() -> taken().size() == 1 && hook(wirepost).get("lag").asString().equals("PT0S"));
		api.post("/api/webhooks/resumed/pause", null, null);
		api.postJson("/api/webhooks/resumed/replay", "{\"from\":\"2020-01-01T00:00:00Z\"}");
		say(wirepost, "2");
		await().until(() -> !hook(wirepost).get("lag").asString().equals("PT0S"));
		assertThat(taken()).containsExactly("1");
		api.post("/api/webhooks/resumed/resume", null, null);
		await().until(() -> replay(wirepost).get("done").asBoolean() && taken().size() == 3);
		assertThat(taken()).containsExactlyInAnyOrder("1", "1", "2");
	}

	@Test
	void whatCannotBeReplayedIsSaid() {
		this.hook = "wrong";
		for (String wrong : List.of("{}", "{\"from\":\"yesterday\"}", "{\"from\":\"12:00\"}",
				"{\"from\":\"2020-01-01T00:00:00Z\",\"after\":\"01997a54-7c21-7c1e-9d35-0b6d2f6a4b12\"}",
				"{\"after\":\"2020-01-01T00:00:00Z\"}", "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"1\"}")) {
			assertThat(api.postJson("/api/webhooks/wrong/replay", wrong).problem()).as(wrong)
				.isEqualTo("invalid-request");
		}
		String from = "{\"from\":\"2020-01-01T00:00:00Z\"}";
		assertThat(api.postJson("/api/webhooks/b/replay", from).problem()).isEqualTo("webhook-unknown");
		assertThat(api.post("/api/webhooks/b/pause", null, null).problem()).isEqualTo("webhook-unknown");
		assertThat(api.post("/api/webhooks/b/resume", null, null).problem()).isEqualTo("webhook-unknown");
		assertThat(api.get("/api/webhooks/b/dead-letters").problem()).isEqualTo("webhook-unknown");
		assertThat(api.get("/api/webhooks/wrong/dead-letters?cursor=x").problem()).isEqualTo("invalid-request");
		assertThat(replay(wirepost).isNull()).isTrue();
	}

	@Test
	void postsAreSignedAsStandardWebhooksSays() throws Exception {
		this.hook = "signed";
		api.post("/api/webhooks/signed/pause", null, null);
		say(wirepost, "1", "2");
		api.post("/api/webhooks/signed/resume", null, null);
		await().until(() -> taken().size() == 2);
		Receiver.Post post = receiver.posts("/signed").get(0);
		List<JsonNode> items = post.items();
		String id = Objects.requireNonNull(post.headers().getFirst("webhook-id"));
		assertThat(id)
			.isEqualTo(items.get(0).get("id").asString() + "_" + items.get(items.size() - 1).get("id").asString());
		String time = Objects.requireNonNull(post.headers().getFirst("webhook-timestamp"));
		assertThat(Instant.ofEpochSecond(Long.parseLong(time))).isBetween(Instant.now().minusSeconds(600),
				Instant.now().plusSeconds(1));
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
		String signed = id + "." + time + "." + new String(post.body(), StandardCharsets.UTF_8);
		assertThat(post.headers().getFirst("webhook-signature")).isEqualTo(
				"v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
		say(wirepost, "3");
		await().until(() -> taken().size() == 3);
		assertThat(receiver.posts("/signed").get(1).headers().getFirst("webhook-id"))
			.isEqualTo(receiver.taken("/signed").get(2).get("id").asString());
	}

}
