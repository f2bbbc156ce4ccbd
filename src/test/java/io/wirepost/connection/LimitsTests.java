package io.wirepost.connection;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every wait and every buffer of a connection has a bound. */
class LimitsTests {

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.short.port=0", "wirepost.listeners.short.timeouts.idle=1s",
				"wirepost.listeners.slow-frame.port=0", "wirepost.listeners.slow-frame.timeouts.frame=1s",
				"wirepost.listeners.gap.port=0", "wirepost.listeners.gap.framing.type=idle-gap",
				"wirepost.listeners.gap.timeouts.frame=1s", "wirepost.listeners.few.port=0",
				"wirepost.listeners.few.limits.connections=2", "wirepost.listeners.one-each.port=0",
				"wirepost.listeners.one-each.limits.connections-per-address=1", "wirepost.listeners.small.port=0",
				"wirepost.listeners.small.framing.max-frame-size=10B", "wirepost.listeners.deaf.port=0",
				"wirepost.listeners.deaf.framing.max-frame-size=16MB", "wirepost.listeners.deaf.timeouts.write=2s",
				"wirepost.listeners.rate.port=0", "wirepost.listeners.rate.limits.messages-per-second=20",
				"wirepost.listeners.burst.port=0", "wirepost.listeners.burst.limits.accept-rate=1",
				"wirepost.listeners.ack.port=0", "wirepost.listeners.ack.acknowledge.text=OK",
				"wirepost.listeners.large.port=0", "wirepost.listeners.large.acknowledge.text=OK",
				"wirepost.listeners.large.framing.max-frame-size=1MB", "wirepost.listeners.wordy.port=0",
				"wirepost.listeners.wordy.acknowledge.text=" + "OK".repeat(25), "wirepost.listeners.once.port=0",
				"wirepost.listeners.once.acknowledge.text=BYE", "wirepost.listeners.once.acknowledge.close=true");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String connectionOf(Device device) {
		String port = ":" + device.socket().getLocalPort();
		return await()
			.until(() -> api.all("/api/connections")
				.stream()
				.filter((one) -> one.get("remoteAddress").asString().endsWith(port))
				.findFirst(), Optional::isPresent)
			.orElseThrow()
			.get("id")
			.asString();
	}

	@Test
	void closesAConnectionThatIsSilentForTooLong() {
		try (Device device = wirepost.dial("short").say("hello\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void closesAConnectionThatDoesNotFinishItsFrame() {
		try (Device device = wirepost.dial("slow-frame").say("whole\nhalf a li")) {
			assertThat(device.isHungUpOn()).isTrue();
			assertThat(api.all("/api/rejections?listener=slow-frame")).singleElement().satisfies((rejection) -> {
				assertThat(rejection.get("reason").asString()).isEqualTo("frame-timeout");
				assertThat(rejection.get("offset").asInt()).isEqualTo(6);
				assertThat(rejection.get("hex").asString()).isEqualTo("68616C662061206C69");
			});
		}
	}

	@Test
	void closesAConnectionWhoseFrameIsTooLarge() {
		try (Device device = wirepost.dial("small").say("0123456789\n01234567890\n")) {
			assertThat(device.isHungUpOn()).isTrue();
			await().until(() -> api.all("/api/messages?listener=small").size() == 1);
			assertThat(api.all("/api/rejections?listener=small")).singleElement().satisfies((rejection) -> {
				assertThat(rejection.get("reason").asString()).isEqualTo("too-large");
				assertThat(rejection.get("offset").asInt()).isEqualTo(11);
				assertThat(rejection.get("hex").asString()).startsWith("3031323334");
				assertThat(rejection.get("remoteAddress").asString()).startsWith("127.0.0.1:");
			});
		}
	}

	@Test
	void refusesConnectionsBeyondTheListenersNumberAndTakesThemOnceOthersLeave() {
		try (Device one = wirepost.dial("few").say("1\n"); Device two = wirepost.dial("few").say("2\n")) {
			await().until(() -> api.all("/api/messages?listener=few").size() == 2);
			try (Device three = wirepost.dial("few")) {
				assertThat(three.isHungUpOn()).isTrue();
			}
			one.hangUp();
			await().until(() -> api.all("/api/connections?listener=few").size() == 1);
			try (Device four = wirepost.dial("few").say("4\n")) {
				await().until(() -> api.all("/api/messages?listener=few").size() == 3);
				assertThat(four.socket().isConnected()).isTrue();
			}
			assertThat(two.socket().isConnected()).isTrue();
		}
		assertThat(api.get("/actuator/prometheus").body())
			.containsPattern("wirepost_connections_refused_total\\{reason=\"connections\"\\} [1-9]");
	}

	@Test
	void refusesASecondConnectionOfAnAddressWhereOnlyOneMayBe() {
		try (Device one = wirepost.dial("one-each").say("1\n")) {
			await().until(() -> api.all("/api/messages?listener=one-each").size() == 1);
			try (Device two = wirepost.dial("one-each")) {
				assertThat(two.isHungUpOn()).isTrue();
			}
			try (Device other = Device.dial("127.0.0.2", wirepost.port("one-each")).say("2\n")) {
				await().until(() -> api.all("/api/messages?listener=one-each").size() == 2);
				assertThat(other.socket().isConnected()).isTrue();
			}
			assertThat(one.socket().isConnected()).isTrue();
		}
		await().until(() -> api.all("/api/connections?listener=one-each").isEmpty());
		try (Device again = wirepost.dial("one-each").say("3\n")) {
			await().until(() -> api.all("/api/messages?listener=one-each").size() == 3);
			assertThat(again.socket().isConnected()).isTrue();
		}
	}

	@Test
	void refusesConnectionsThatComeTooFast() {
		List<Device> devices = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			devices.add(wirepost.dial("burst"));
		}
		await().until(() -> api.get("/actuator/prometheus")
			.body()
			.matches("(?s).*wirepost_connections_refused_total\\{reason=\"accept-rate\"\\} [1-9].*"));
		devices.forEach(Device::close);
	}

	@Test
	void readsADeviceThatSendsTooFastMoreSlowlyAndLosesNothing() {
		try (Device device = wirepost.dial("rate")) {
			for (int i = 0; i < 60; i++) {
				device.say("m" + i + "\n");
			}
			await().atMost(Duration.ofMinutes(1)).until(() -> api.all("/api/messages?listener=rate").size() == 60);
		}
	}

	@Test
	void aDeviceThatHangsUpDoesNotEscapeItsRate() {
		try (Device device = wirepost.dial("rate").say("n\n".repeat(3000)).sayNoMore()) {
			String port = ":" + device.socket().getLocalPort();
			await().until(() -> api.all("/api/messages?listener=rate")
				.stream()
				.anyMatch((message) -> message.get("remoteAddress").asString().endsWith(port)));
			await().pollDelay(Duration.ofSeconds(1))
				.untilAsserted(() -> assertThat(api.all("/api/messages?listener=rate")
					.stream()
					.filter((message) -> message.get("remoteAddress").asString().endsWith(port)))
					.hasSizeLessThan(3000));
		}
	}

	@Test
	void aFrameThatEndedWithSilenceIsNotWaitedForAnyMore() {
		try (Device device = wirepost.dial("gap").say("ab")) {
			await().until(() -> api.all("/api/messages?listener=gap").size() == 1);
			await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
			device.say("cd");
			await().until(() -> api.all("/api/messages?listener=gap").size() == 2);
			assertThat(api.all("/api/rejections?listener=gap")).isEmpty();
		}
	}

	@Test
	void aDeviceThatDoesNotReadFailsItsOwnDeliveryAndDelaysNoOther() {
		try (Device deaf = wirepost.dial("deaf"); Device other = wirepost.dial("deaf")) {
			String path = "/api/connections/" + connectionOf(deaf) + "/messages";
			String otherPath = "/api/connections/" + connectionOf(other) + "/messages";
			CompletableFuture<Api.Answer> first = CompletableFuture
				.supplyAsync(() -> api.post(path, "application/octet-stream", letters(16 * 1024 * 1024 - 1)));
			CompletableFuture<Api.Answer> ping = api.postJsonLater(otherPath,
					"{\"text\":\"ping\",\"awaitReply\":\"30s\"}");
			assertThat(other.hear()).isEqualTo("ping");
			other.say("pong\n");
			assertThat(ping.join().status()).isEqualTo(200);
			assertThat(first.join().status()).isEqualTo(504);
			assertThat(first.join().problem()).isEqualTo("write-timeout");
			await().until(() -> api.get(path.replace("/messages", "")).status() == 404);
		}
	}

	private static byte[] letters(int size) {
		byte[] letters = new byte[size];
		Arrays.fill(letters, (byte) 'x');
		return letters;
	}

	@Test
	void aDeviceThatDoesNotReadItsAcknowledgementsIsReadNoFurther() throws Exception {
		try (Device device = wirepost.dial("wordy")) {
			device.socket().setSendBufferSize(64 * 1024);
			byte[] lines = "x\n".repeat(32 * 1024).getBytes();
			CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 60; i++) {
					device.say(lines);
				}
			});
			String connection = connectionOf(device);
			AtomicLong most = new AtomicLong();
			await().until(() -> {
				Api.Answer now = api.get("/api/connections/" + connection);
				if (now.status() == 200) {
					most.accumulateAndGet(now.json().get("pendingBytes").asLong(), Math::max);
				}
				return now.status() == 404 || most.get() > 256 * 1024;
			});
			// Bounded by the buffer and what one read of 64 KB brings: 32 K lines.
			assertThat(most.get()).isPositive().isLessThan(2 * 1024 * 1024);
			device.hangUp();
			assertThat(flood.handle((done, failure) -> true).join()).isTrue();
		}
	}

	@Test
	void acknowledgesEachMessageOnceItIsDurable() {
		try (Device device = wirepost.dial("ack").say("1\n2\n3\n")) {
			assertThat(List.of(device.hear(), device.hear(), device.hear())).containsExactly("OK", "OK", "OK");
			String id = connectionOf(device);
			assertThat(api.all("/api/devices/" + id + "/messages")).hasSize(3);
		}
	}

	@Test
	void holdsNothingOfWhatASilentDeviceSaidBefore() {
		byte[] line = ("x".repeat((1 << 20) - 10) + "\n").getBytes(StandardCharsets.US_ASCII);
		List<Device> silent = new ArrayList<>();
		try {
			silent.add(wirepost.dial("large").say(line));
			assertThat(silent.get(0).hear()).isEqualTo("OK");
			long before = live();
			for (int i = 0; i < 48; i++) {
				Device one = wirepost.dial("large").say(line);
				silent.add(one);
				assertThat(one.hear()).isEqualTo("OK");
			}
			await().until(() -> live() - before < 24 << 20);
		}
		finally {
			silent.forEach(Device::close);
		}
	}

	/** Bytes of heap that a full collection leaves. */
	private static long live() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Test
	void acknowledgesAndHangsUp() {
		try (Device device = wirepost.dial("once").say("1\n")) {
			assertThat(device.hear()).isEqualTo("BYE");
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void aDeviceThatSaysNoMoreStillHearsItsAcknowledgement() {
		try (Device device = wirepost.dial("ack").say("last words\n").sayNoMore()) {
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(device.isHungUpOn()).isTrue();
		}
		await().until(() -> api.all("/api/connections?listener=ack").isEmpty());
	}

	@Test
	void theEndOfTheStreamInsideAFrameIsARejection() {
		try (Device device = wirepost.dial("ack").say("whole\nhal").sayNoMore()) {
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(device.isHungUpOn()).isTrue();
			await().untilAsserted(() -> assertThat(api.all("/api/rejections?listener=ack")).anySatisfy((rejection) -> {
				assertThat(rejection.get("reason").asString()).isEqualTo("incomplete");
				assertThat(rejection.get("offset").asInt()).isEqualTo(6);
				assertThat(rejection.get("hex").asString()).isEqualTo("68616C");
			}));
		}
	}

}
