package io.wirepost.delivery;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.journal.GroupCommit;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.delivery.failure.QueueFullException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is asked for twice under one key is sent once. */
class IdempotencyTests {

	private static final String[] SETTINGS = { "wirepost.listeners.named.port=0",
			"wirepost.listeners.named.identify.by=first-frame",
			"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)" };

	private static Wirepost wirepost;

	private static int port;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(SETTINGS);
		port = wirepost.api().port();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Api withKey(int port, String key) {
		return new Api(port, "Idempotency-Key", key);
	}

	private static Device come(Wirepost wirepost, String id) {
		Device device = wirepost.dial("named").say("HELLO " + id + "\n");
		await().until(() -> wirepost.api().get("/api/devices/" + id).status() == 200
				&& wirepost.api().get("/api/devices/" + id).json().get("connected").asBoolean());
		return device;
	}

	@Test
	void twoIdenticalPostsAtOnceAreOneFrameAndOneDelivery() {
		try (Device device = come(wirepost, "twice")) {
			for (int round = 0; round < 20; round++) {
				Api api = withKey(port, "order-" + round);
				String body = "{\"text\":\"round %d\",\"awaitReply\":\"30s\"}".formatted(round);
				List<CompletableFuture<Api.Answer>> answers = IntStream.range(0, 2)
					.mapToObj((i) -> api.postJsonLater("/api/devices/twice/messages", body))
					.toList();
				assertThat(device.hear()).isEqualTo("round " + round);
				device.say("answer %d\n".formatted(round));
				Api.Answer first = answers.get(0).join();
				Api.Answer second = answers.get(1).join();
				assertThat(first.status()).as(first.body()).isEqualTo(200);
				assertThat(second.json()).isEqualTo(first.json());
				assertThat(first.json().get("reply").get("text").asString()).isEqualTo("answer " + round);
				assertThat(api.postJson("/api/devices/twice/messages", body).json()).isEqualTo(first.json());
			}
			wirepost.api().postJson("/api/devices/twice/messages", "{\"text\":\"end\"}");
			assertThat(device.hear()).isEqualTo("end");
		}
	}

	@Test
	void anotherBodyUnderTheSameKeyIsRefused() {
		try (Device device = come(wirepost, "reused")) {
			Api api = withKey(port, "reused");
			assertThat(api.postJson("/api/devices/reused/messages", "{\"text\":\"a\"}").status()).isEqualTo(200);
			Api.Answer other = api.postJson("/api/devices/reused/messages", "{\"text\":\"b\"}");
			assertThat(other.status()).isEqualTo(422);
			assertThat(other.problem()).isEqualTo("idempotency-key-reused");
			assertThat(api.postJson("/api/devices/reused/messages", "{\"text\":\"a\",\"awaitReply\":\"1s\"}").status())
				.isEqualTo(422);
			assertThat(device.hear()).isEqualTo("a");
		}
	}

	@Test
	void eachCallerHasKeysOfItsOwn() {
		try (Wirepost guarded = Wirepost.start("wirepost.listeners.named.port=0",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)",
				// The SHA-256 of the letters a and b.
				"wirepost.security.tokens.boss.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.boss.scopes=admin",
				"wirepost.security.tokens.mine.sha256=3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
				"wirepost.security.tokens.mine.scopes=read,send", "wirepost.security.tokens.mine.devices=mine*");
				Device mine = guarded.dial("named").say("HELLO mine1\n");
				Device other = guarded.dial("named").say("HELLO other\n")) {
			Api boss = new Api(guarded.api().port(), "Idempotency-Key", "order-4712", "Authorization", "Bearer a");
			Api few = new Api(guarded.api().port(), "Idempotency-Key", "order-4712", "Authorization", "Bearer b");
			await()
				.until(() -> boss.all("/api/connections").size() == 2 && boss.get("/api/devices/mine1").status() == 200
						&& boss.get("/api/devices/other").status() == 200);
			assertThat(few.postJson("/api/devices/mine1/messages", "{\"text\":\"x\"}").status()).isEqualTo(200);
			assertThat(boss.postJson("/api/devices/other/messages", "{\"text\":\"STOP\"}").status()).isEqualTo(200);
			assertThat(other.hear()).isEqualTo("STOP");
			assertThat(boss.postJson("/api/devices/other/messages", "{\"text\":\"STOP\"}").status()).isEqualTo(200);
			Api.Answer reused = few.postJson("/api/devices/mine1/messages", "{\"text\":\"y\"}");
			assertThat(reused.status()).isEqualTo(422);
			assertThat(reused.body()).contains("'order-4712'").doesNotContain("token:");
			assertThat(mine.hear()).isEqualTo("x");
		}
	}

	@Test
	void aCallerHasAShareOfTheKeysForADay() {
		IdempotencyKeys.Shares shares = new IdempotencyKeys.Shares(3);
		long now = Instant.parse("2026-03-01T12:30:00Z").toEpochMilli();
		Runnable giveBack = shares.take("token:a", now);
		shares.take("token:a", now);
		shares.take("token:a", now + Duration.ofHours(2).toMillis());
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> shares.take("token:a", now))
			.withMessageContaining("of this caller");
		shares.take("jwt:a", now);
		shares.take(null, now);
		giveBack.run();
		shares.take("token:a", now);
		long nextDay = now + Duration.ofHours(25).toMillis();
		shares.take("token:a", nextDay);
		shares.take("token:a", nextDay);
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> shares.take("token:a", nextDay));
	}

	@Test
	void aRequestThatWasRefusedMayBeMadeAgain() {
		wirepost.api().putJson("/api/devices/refused", "{}");
		Api api = withKey(port, "refused");
		assertThat(api.postJson("/api/devices/refused/messages", "{\"text\":\"a\"}").status()).isEqualTo(409);
		try (Device device = come(wirepost, "refused")) {
			assertThat(api.postJson("/api/devices/refused/messages", "{\"text\":\"two\\nlines\"}").status())
				.isEqualTo(422);
			assertThat(api.postJson("/api/devices/refused/messages", "{\"text\":\"a\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("a");
		}
	}

	@Test
	void aRequestThatTimedOutIsNotSentAgain() {
		try (Device device = come(wirepost, "silent")) {
			Api api = withKey(port, "silent");
			String body = "{\"text\":\"anybody?\",\"awaitReply\":\"50ms\"}";
			Api.Answer first = api.postJson("/api/devices/silent/messages", body);
			Api.Answer second = api.postJson("/api/devices/silent/messages", body);
			assertThat(first.status()).isEqualTo(504);
			assertThat(second.status()).isEqualTo(504);
			assertThat(second.json()).isEqualTo(first.json());
			assertThat(device.hear()).isEqualTo("anybody?");
			String connection = wirepost.api().all("/api/connections?device=silent").get(0).get("id").asString();
			wirepost.api().delete("/api/connections/" + connection);
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void whatWaitsForADeviceWaitsOnce() {
		wirepost.api().putJson("/api/devices/patient", "{}");
		Api api = withKey(port, "patient");
		String body = "{\"text\":\"a\",\"expiresIn\":\"10m\"}";
		Api.Answer first = api.postJson("/api/devices/patient/messages", body);
		Api.Answer second = api.postJson("/api/devices/patient/messages", body);
		assertThat(first.status()).isEqualTo(202);
		assertThat(second.status()).isEqualTo(202);
		assertThat(second.json()).isEqualTo(first.json());
		assertThat(wirepost.api().get("/api/devices/patient").json().get("queued").asInt()).isEqualTo(1);
		String delivery = first.json().get("id").asString();
		assertThat(wirepost.api().delete("/api/deliveries/" + delivery).status()).isEqualTo(204);
		assertThat(api.postJson("/api/devices/patient/messages", body).json().get("status").asString())
			.isEqualTo("CANCELLED");
	}

	@Test
	void aKeyIsShortAndVisible() {
		Api.Answer answer = withKey(port, "k".repeat(256)).postJson("/api/devices/any/messages", "{\"text\":\"a\"}");
		assertThat(answer.status()).isIn(400, 404);
		try (Device device = come(wirepost, "keyed")) {
			answer = withKey(port, "k".repeat(256)).postJson("/api/devices/keyed/messages", "{\"text\":\"a\"}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo("Idempotency-Key");
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aKeyOutlivesTheProcess(@TempDir Path data) {
		Api.Answer first;
		try (Wirepost before = Wirepost.startOn(data, SETTINGS); Device device = come(before, "d")) {
			first = withKey(before.api().port(), "one").postJson("/api/devices/d/messages", "{\"text\":\"a\"}");
			assertThat(first.status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("a");
		}
		try (Wirepost after = Wirepost.startOn(data, SETTINGS); Device device = come(after, "d")) {
			Api.Answer again = withKey(after.api().port(), "one").postJson("/api/devices/d/messages",
					"{\"text\":\"a\"}");
			assertThat(again.json()).isEqualTo(first.json());
			assertThat(
					withKey(after.api().port(), "two").postJson("/api/devices/d/messages", "{\"text\":\"b\"}").status())
				.isEqualTo(200);
			assertThat(device.hear()).isEqualTo("b");
		}
	}

	@Test
	void aRequestThatWasCutOffBeforeItWasSentMayBeMadeAgain(@TempDir Path data) {
		try (Wirepost before = Wirepost.startOn(data, SETTINGS)) {
			// As kill -9 leaves it, between keeping and sending.
			Outgoing outgoing = new Outgoing(Payload.of("a", StandardCharsets.UTF_8), StandardCharsets.UTF_8);
			UUID id = MessageId.firstOf(System.currentTimeMillis()).value();
			StoredDelivery delivery = new StoredDelivery(id, new DeviceId("d"), Delivery.Status.QUEUED, false,
					Instant.now(), null, null, null, null, null, null, null);
			UsedKey key = new UsedKey(new SendOptions.Key(null, "cut").stored(),
					IdempotencyKeys.fingerprint("device d", outgoing, SendOptions.NONE), id);
			before.bean(GroupCommit.class).writeNow(List.of(new DeliveryStore.Change.Add(delivery, outgoing, key)));
		}
		try (Wirepost after = Wirepost.startOn(data, SETTINGS); Device device = come(after, "d")) {
			Api.Answer again = withKey(after.api().port(), "cut").postJson("/api/devices/d/messages",
					"{\"text\":\"a\"}");
			assertThat(again.status()).as(again.body()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("a");
		}
	}

}
