package io.wirepost.connection;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.overload.MemoryBudget;
import io.wirepost.overload.MemoryBudgets;
import io.wirepost.overload.Overload;
import io.wirepost.overload.TopTalkers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is shed when there is too much load, and in which order. */
class OverloadTests {

	private static volatile double pressure;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0", "wirepost.listeners.default.acknowledge.text=OK",
				"wirepost.listeners.loud.port=0", "wirepost.listeners.slow.port=0",
				"wirepost.listeners.slow.limits.bytes-per-second=1KB");
		api = wirepost.api();
		wirepost.bean(Overload.class).watch("the-test", () -> pressure);
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	@AfterEach
	void calm() {
		pressure = 0;
		await().until(() -> metric("wirepost_overload") == 0);
	}

	private static double metric(String name) {
		return api.get("/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.sum();
	}

	private static boolean isPaused(String listener) {
		return api.get("/api/listeners/" + listener).json().get("state").asString().equals("PAUSED");
	}

	@Test
	void newConnectionsWaitWhileThoseThatAreThereGoOn() {
		try (Device before = wirepost.dial("default").say("before\n")) {
			assertThat(before.hear()).isEqualTo("OK");
			pressure = 0.80;
			await().until(() -> isPaused("default"));
			try (Device waiting = wirepost.dial("default").say("waiting\n")) {
				assertThat(before.say("during\n").hear()).isEqualTo("OK");
				assertThat(api.all("/api/connections?listener=default")).hasSize(1);
				assertThat(metric("wirepost_connections_refused_total{reason=\"overload\"}")).isPositive();
				pressure = 0.70;
				assertThat(before.say("nearly over\n").hear()).isEqualTo("OK");
				assertThat(isPaused("default")).as("a level lasts until it is clearly better").isTrue();
				pressure = 0;
				assertThat(waiting.hear()).isEqualTo("OK");
				await().until(() -> !isPaused("default"));
			}
		}
	}

	@Test
	void aListenerThatIsMadeMeanwhileWaitsToo() {
		pressure = 0.80;
		await().until(() -> isPaused("default"));
		assertThat(api.putJson("/api/listeners/late", "{\"port\":0,\"acknowledge\":{\"text\":\"OK\"}}").status())
			.isEqualTo(201);
		await().until(() -> isPaused("late"));
		try (Device device = wirepost.dial("late").say("hello\n")) {
			pressure = 0;
			assertThat(device.hear()).isEqualTo("OK");
		}
	}

	@Test
	void theNoisiestArePausedNextWhileTheQuietGoOn() {
		AtomicBoolean over = new AtomicBoolean();
		try (Device quiet = wirepost.dial("default").say("hello\n"); Device loud = wirepost.dial("loud").say("x\n")) {
			assertThat(quiet.hear()).isEqualTo("OK");
			CompletableFuture<Void> noise = CompletableFuture.runAsync(() -> {
				byte[] lines = "all work and no play\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
				while (!over.get()) {
					loud.say(lines);
				}
			});
			try {
				pressure = 0.95;
				await().until(() -> metric("wirepost_overload") == 2);
				assertThat(isPaused("default")).isTrue();
				await().until(() -> isPaused(loud));
				for (int i = 0; i < 20; i++) {
					assertThat(quiet.say("quiet\n").hear()).isEqualTo("OK");
					assertThat(isPaused(quiet)).isFalse();
				}
				// For a while, not for good: it has its turn again.
				await().until(() -> !isPaused(loud));
				pressure = 0;
				await().until(() -> metric("wirepost_overload") == 0);
				assertThat(metric("wirepost_connections_paused")).isZero();
				double then = metric("wirepost_journal_messages_total");
				await().until(() -> metric("wirepost_journal_messages_total") > then + 1000);
			}
			finally {
				over.set(true);
				noise.join();
			}
		}
	}

	@Test
	void whoHasTheRestOfALargeFrameToSendIsHungUpOnWhenThereIsNoMemoryForIt() {
		MemoryBudget unfinished = wirepost.bean(MemoryBudgets.class).unfinishedFrames();
		try (Device large = wirepost.dial("default").say("x".repeat(2 * MemoryBudget.UNIT));
				Device small = wirepost.dial("default").say("hello\n")) {
			assertThat(small.hear()).isEqualTo("OK");
			await().until(() -> unfinished.fill() > 0);
			unfinished.add(1_000_000_000);
			assertThat(small.say("short\n").hear()).isEqualTo("OK");
			assertThat(large.say("x".repeat(2 * MemoryBudget.UNIT)).isHungUpOn()).isTrue();
			unfinished.add(-1_000_000_000);
			await().until(() -> unfinished.fill() == 0);
			assertThat(small.say("short\n").hear()).isEqualTo("OK");
		}
	}

	@Test
	void whoLeftMoreBehindThanThereIsMemoryForIsHungUpOn() {
		MemoryBudget ended = wirepost.bean(MemoryBudgets.class).endedStreams();
		double before = metric("wirepost_connections_refused_total{reason=\"overload\"}");
		try (Device left = wirepost.dial("slow").say("x\n".repeat(20_000)).sayNoMore();
				Device slow = wirepost.dial("slow").say("x\n".repeat(2_000))) {
			await().until(() -> ended.fill() > 0);
			ended.add(1_000_000_000);
			try (Device next = wirepost.dial("slow").say("x\n".repeat(20_000)).sayNoMore()) {
				assertThat(next.isHungUpOn()).isTrue();
			}
			assertThat(metric("wirepost_connections_refused_total{reason=\"overload\"}")).isGreaterThan(before);
			ended.add(-1_000_000_000);
			assertThat(isThere(left)).isTrue();
			assertThat(isThere(slow)).isTrue();
		}
		await().until(() -> ended.fill() == 0);
	}

	private static boolean isThere(Device device) {
		String port = ":" + device.socket().getLocalPort();
		return wirepost.bean(Connections.class)
			.all()
			.stream()
			.anyMatch((connection) -> connection.remoteAddress().endsWith(port));
	}

	private static boolean isPaused(Device device) {
		String port = ":" + device.socket().getLocalPort();
		return wirepost.bean(Connections.class)
			.all()
			.stream()
			.filter((connection) -> connection.remoteAddress().endsWith(port))
			.anyMatch(wirepost.bean(TopTalkers.class)::isPaused);
	}

}
