package io.wirepost.simulator;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import io.wirepost.protocol.ShippedExample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Simulated devices at a Wirepost in this process, each protocol on its own listener. */
class SimulatorTests {

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		List<String> shared = List.of("wirepost.listeners.line.port=0",
				"wirepost.listeners.line.identify.by=first-frame",
				"wirepost.listeners.line.identify.pattern=^HELLO (?<id>\\S+)", "wirepost.listeners.echo.port=0",
				"wirepost.listeners.echo.identify.by=first-frame",
				"wirepost.listeners.echo.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.echo.acknowledge.text=GOT IT");
		wirepost = Wirepost
			.start(Stream
				.concat(shared.stream(),
						ShippedExample.protocols()
							.stream()
							.flatMap((name) -> Stream.of("wirepost.listeners.%s.port=0".formatted(name),
									"wirepost.listeners.%s.protocol=%s".formatted(name, name))))
				.toArray(String[]::new));
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	static List<String> protocols() {
		return Stream.concat(Stream.of("line"), ShippedExample.protocols().stream()).toList();
	}

	private static JsonNode listener(String name) {
		return api.get("/api/listeners/" + name).json();
	}

	private static SimulateRun run(String protocol, String... more) {
		return SimulateRun.of(
				Stream
					.concat(Stream.of("--port", "" + wirepost.port(protocol), "--protocol", protocol, "--rate", "5",
							"--quiet"), Stream.of(more))
					.toArray(String[]::new));
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void whatDevicesSayIsUnderstoodAndAcknowledged(String protocol) {
		long before = listener(protocol).get("messages").asLong();
		long rejected = listener(protocol).get("rejections").asLong();
		// Devices that are told apart by their address are one here.
		boolean alone = protocol.startsWith("syslog");
		SimulateRun run = run(protocol, "--devices", alone ? "1" : "20", "--duration", alone ? "3s" : "1s");
		assertThat(run.exit()).as(run.text()).isZero();
		assertThat(run.sent()).isGreaterThan(5);
		if (!run.text().contains("none of these frames")) {
			assertThat(run.acknowledged()).as(run.text()).isEqualTo(run.due()).isPositive();
		}
		await().untilAsserted(
				() -> assertThat(listener(protocol).get("messages").asLong() - before).isEqualTo(run.sent()));
		assertThat(listener(protocol).get("rejections").asLong()).isEqualTo(rejected);
		assertThat(api.all("/api/messages?listener=" + protocol)).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource(Trouble.class)
	void eachTroubleIsMadeOnDemand(Trouble trouble) {
		Api.Answer before = api.get("/api/listeners/jt808");
		SimulateRun run = run("jt808", "--devices", "5", "--duration", (trouble == Trouble.STORM) ? "5s" : "2s",
				"--trouble", trouble.word());
		assertThat(run.exit()).as(run.text()).isZero();
		assertThat(run.sent()).isPositive();
		long again = run.number("opened, (\\d+) of them again");
		switch (trouble) {
			case SPLIT, MERGED -> assertThat(run.acknowledged()).as(run.text()).isEqualTo(run.due());
			case STORM -> assertThat(again).isGreaterThanOrEqualTo(5);
			case HALF_OPEN, SLOW -> assertThat(run.number("again, (\\d+) open")).isEqualTo(5);
			case GARBAGE -> await().untilAsserted(() -> assertThat(listener("jt808").get("rejections").asLong())
				.isGreaterThan(before.json().get("rejections").asLong()));
			default -> assertThat(run.text()).contains("closed        none");
		}
	}

	@Test
	void textInAnotherCharsetArrivesAsBytesThatAreNoText() {
		SimulateRun run = run("line", "--ids", "korean-%d", "--devices", "1", "--duration", "3s", "--trouble",
				"wrong-charset");
		assertThat(run.exit()).as(run.text()).isZero();
		assertThat(api.all("/api/messages?device=korean-1")).anySatisfy((message) -> {
			assertThat(message.hasNonNull("text")).isFalse();
			assertThat(message.get("base64").asString()).isEqualTo("v8K1tSAyMQ==");
		});
	}

	@Test
	void onlyTheShareThatWasAskedForHasTrouble() {
		SimulateRun run = run("gt06", "--devices", "10", "--duration", "5s", "--trouble", "storm=20%");
		assertThat(run.exit()).as(run.text()).isZero();
		// Every 2 s for the two devices that were asked for: were it all ten, there would
		// be twenty.
		long again = run.number("opened, (\\d+) of them again");
		assertThat(again).isBetween(2L, 9L);
		assertThat(run.number("(\\d+) opened")).isEqualTo(10 + again);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line|asked-1|{"text":"PING","awaitReply":"20s"}|OK PING
			gt06|9990000000000001|{"hex":"78780E80080000000144594423000100000D0A","awaitReply":"20s"}|command-reply
			""")
	void aDeviceRepliesToARequest(String protocol, String device, String request, String reply) {
		CompletableFuture<SimulateRun> run = CompletableFuture.supplyAsync(() -> run(protocol, "--devices", "1",
				"--duration", "10s", "--ids", protocol.equals("line") ? "asked-%d" : "999%013d"));
		await().until(() -> api.get("/api/devices/" + device).status() == 200
				&& api.get("/api/devices/" + device).json().get("connected").asBoolean());
		JsonNode delivery = api.postJson("/api/devices/" + device + "/messages", request).json();
		assertThat(delivery.get("status").asString()).as(delivery.toString()).isEqualTo("REPLIED");
		assertThat(delivery.get("reply").toString()).contains(reply);
		SimulateRun ended = run.join();
		assertThat(ended.text()).contains("1 received, 1 answered");
		assertThat(ended.exit()).as(ended.text()).isZero();
	}

	@Test
	void aModbusDeviceRepliesWithTheRequestsTransaction() {
		CompletableFuture<SimulateRun> run = CompletableFuture
			.supplyAsync(() -> SimulateRun.of("--port", "" + wirepost.port("modbus-tcp"), "--protocol", "modbus-tcp",
					"--devices", "1", "--rate", "0", "--duration", "10s", "--quiet"));
		JsonNode connection = await()
			.until(() -> api.all("/api/connections?listener=modbus-tcp"), (all) -> all.size() == 1)
			.get(0);
		JsonNode delivery = api
			.postJson("/api/connections/" + connection.get("id").asString() + "/messages",
					"{\"hex\":\"4A3100000006010300000002\",\"awaitReply\":\"20s\"}")
			.json();
		assertThat(delivery.get("status").asString()).as(delivery.toString()).isEqualTo("REPLIED");
		assertThat(delivery.get("reply").get("fields").get("transaction").asInt()).isEqualTo(0x4A31);
		assertThat(run.join().text()).contains("1 received, 1 answered");
	}

	@Test
	void aListenerThatAcknowledgesLinesIsHeldToIt() {
		SimulateRun right = SimulateRun.of("--port", "" + wirepost.port("echo"), "--devices", "3", "--duration", "2s",
				"--acknowledge", "GOT IT", "--quiet");
		assertThat(right.exit()).as(right.text()).isZero();
		// HELLO, which only identifies, is not acknowledged.
		assertThat(right.acknowledged()).isEqualTo(right.due()).isEqualTo(right.sent() - 3).isPositive();
	}

	@Test
	void acknowledgementsThatDoNotComeAreMissing() {
		SimulateRun run = run("line", "--devices", "2", "--duration", "1s", "--acknowledge", "OK");
		assertThat(run.exit()).as(run.text()).isEqualTo(1);
		assertThat(run.acknowledged()).isZero();
		assertThat(run.number("missing +(\\d+)")).as(run.text()).isEqualTo(run.due()).isPositive();
	}

}
