package io.wirepost.security.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One line for each thing that callers do. */
class AuditTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	@TempDir
	static Path folder;

	private static Wirepost wirepost;

	private static Device device;

	private static Api boss;

	private static Path file;

	@BeforeAll
	static void start() {
		file = folder.resolve("new/audit.log");
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^(?<id>boiler-\\d)$", "wirepost.audit.file=" + file,
				// The SHA-256 of the letters a and b.
				"wirepost.security.tokens.boss.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.boss.scopes=admin",
				"wirepost.security.tokens.few.sha256=3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
				"wirepost.security.tokens.few.scopes=read", "wirepost.security.tokens.few.rate=2/m");
		boss = wirepost.api().withToken("a");
		device = wirepost.dial("default").say("boiler-7\n");
		await().until(() -> boss.get("/api/devices/boiler-7").status() == 200);
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
	}

	/** The lines of an action and a target, once there are some. */
	private static JsonNode line(String action, String target) {
		return await().until(() -> lines().stream()
			.filter((line) -> line.get("action").asString().equals(action)
					&& (target == null || target.equals(line.get("target").asString(null))))
			.reduce((first, second) -> second)
			.orElse(null), (line) -> line != null);
	}

	private static List<JsonNode> lines() throws IOException {
		return Files.readAllLines(file).stream().map(JSON::readTree).toList();
	}

	@Test
	void aSendIsALineWithItsSizeAndOutcomeAndWithoutItsPayload() throws IOException {
		assertThat(boss.postJson("/api/devices/boiler-7/messages", "{\"text\":\"secret words\"}").status())
			.isEqualTo(200);
		JsonNode line = line("message.send", "boiler-7");
		assertThat(line.propertyNames()).containsExactly("time", "caller", "kind", "address", "action", "target",
				"outcome", "size");
		assertThat(Instant.parse(line.get("time").asString())).isBefore(Instant.now());
		assertThat(line.get("caller").asString()).isEqualTo("boss");
		assertThat(line.get("address").asString()).isEqualTo("127.0.0.1");
		assertThat(line.get("kind").asString()).isEqualTo("token");
		String id = line.at("/outcome/id").asString();
		assertThat(line.get("outcome").toString())
			.isEqualTo("{\"status\":200,\"delivery\":\"WRITTEN\",\"id\":\"" + id + "\"}");
		assertThat(boss.all("/api/messages?device=boiler-7&direction=OUTBOUND"))
			.anyMatch((one) -> one.get("deliveryId").asString().equals(id));
		assertThat(line.get("size").asInt()).isEqualTo(12);
		assertThat(Files.readString(file)).doesNotContain("secret", "Bearer", "ca978112");
	}

	@Test
	void aSendThatFailsHasItsProblem() {
		boss.postJson("/api/devices/nobody/messages", "{\"text\":\"x\"}");
		assertThat(line("message.send", "nobody").get("outcome").toString())
			.isEqualTo("{\"status\":404,\"problem\":\"device-unknown\"}");
		boss.postJson("/api/devices/boiler-7/messages?x=1", "{\"text\":\"x\"}");
		boss.postJson("/api/devices/boiler-7/messages", "{\"text\":\"x\",\"awaitReply\":\"50ms\"}");
		await().until(() -> line("message.send", "boiler-7").get("outcome").toString(),
				(outcome) -> outcome.matches("\\{\"status\":504,\"delivery\":\"REPLY_TIMEOUT\",\"id\":\"[^\"]+\","
						+ "\"problem\":\"reply-timeout\"}"));
	}

	@Test
	void whatChangesSomethingIsALine() {
		boss.putJson("/api/devices/pump-1", "{}");
		assertThat(line("device.put", "pump-1").at("/outcome/status").asInt()).isEqualTo(201);
		boss.postJson("/api/devices/pump-1/exchanges", "{\"steps\":[{\"send\":{\"text\":\"abc\"}}]}");
		assertThat(line("exchange.run", "pump-1").get("size").asInt()).isEqualTo(3);
		assertThat(line("exchange.run", "pump-1").at("/outcome/problem").asString()).isEqualTo("device-not-connected");
		Api.Answer begun = boss.postJson("/api/broadcasts", "{\"to\":{\"devices\":[\"boiler-7\"]},\"hex\":\"41 42\"}");
		assertThat(line("broadcast.send", null).at("/outcome/id").asString())
			.isEqualTo(begun.json().get("id").asString());
		assertThat(line("broadcast.send", null).at("/outcome/status").asInt()).isEqualTo(202);
		assertThat(line("broadcast.send", null).get("size").asInt()).isEqualTo(2);
		boss.delete("/api/devices/pump-1");
		assertThat(line("device.delete", "pump-1").at("/outcome/status").asInt()).isEqualTo(204);
		boss.putJson("/api/devices/pump-2", "{}");
		boss.delete("/api/devices/pump-2?messages=true");
		assertThat(line("device.erase", "pump-2").at("/outcome/status").asInt()).isEqualTo(204);
		boss.delete("/api/connections/x");
		assertThat(line("connection.close", "x").at("/outcome/problem").asString()).isEqualTo("connection-unknown");
		boss.postJson("/api/webhooks/x/pause", "{}");
		assertThat(line("webhook.pause", "x").at("/outcome/status").asInt()).isEqualTo(404);
	}

	@Test
	void whatIsRefusedIsALineAndWhatIsReadIsNone() throws IOException {
		wirepost.api().get("/api/messages?device=secret");
		JsonNode missing = line("read", "/api/messages");
		assertThat(missing.get("caller").isNull()).isTrue();
		assertThat(missing.get("outcome").toString()).isEqualTo("{\"status\":401,\"problem\":\"unauthorized\"}");
		Api few = wirepost.api().withToken("b");
		assertThat(few.get("/api/polls").status()).isEqualTo(200);
		assertThat(few.delete("/api/devices/few").status()).isEqualTo(403);
		assertThat(line("device.delete", "few").get("outcome").toString())
			.isEqualTo("{\"status\":403,\"problem\":\"forbidden\"}");
		assertThat(few.get("/api/listeners").status()).isEqualTo(429);
		assertThat(line("read", "/api/listeners").get("caller").asString()).isEqualTo("few");
		assertThat(line("read", "/api/listeners").at("/outcome/problem").asString()).isEqualTo("rate-limited");
		assertThat(lines()).noneMatch((line) -> line.get("target").asString("").equals("/api/polls"));
	}

	@Test
	void whoHasNoCredentialsFillsNoFiles(@TempDir Path other) throws IOException {
		Path log = other.resolve("audit.log");
		try (Wirepost flooded = Wirepost.start("wirepost.listeners.default.port=0", "wirepost.audit.file=" + log,
				"wirepost.security.tokens.boss.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.boss.scopes=admin")) {
			Api stranger = flooded.api();
			for (int i = 0; i < 50; i++) {
				assertThat(stranger.get("/api/me").status()).isEqualTo(401);
				assertThat(stranger.postJson("/api/devices/x/messages", "{}").status()).isEqualTo(401);
			}
			assertThat(stranger.withToken("a").putJson("/api/devices/x", "{}").status()).isEqualTo(201);
		}
		List<JsonNode> all = Files.readAllLines(log).stream().map(JSON::readTree).toList();
		assertThat(all.stream().filter((line) -> line.at("/outcome/status").asInt() == 401).count())
			.isBetween((long) UnknownCallers.BY_ADDRESS, 3L * UnknownCallers.BY_ADDRESS);
		assertThat(all.stream().mapToLong((line) -> line.path("count").asLong(1)).sum()).isEqualTo(101);
		JsonNode count = all.get(all.size() - 1);
		assertThat(count.get("action").asString()).isEqualTo("auth.refused");
		assertThat(count.get("address").asString()).isEqualTo("127.0.0.1");
		assertThat(all).anyMatch((line) -> line.get("action").asString().equals("device.put"));
	}

	@Test
	void whatIsRefusedAtAManagementPortOfItsOwnIsALine(@TempDir Path other) throws IOException {
		Path log = other.resolve("audit.log");
		try (Wirepost apart = Wirepost.start("wirepost.listeners.default.port=0", "wirepost.audit.file=" + log,
				"management.server.port=0", "management.server.address=127.0.0.1",
				"wirepost.security.tokens.few.sha256=3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
				"wirepost.security.tokens.few.scopes=read", "wirepost.security.tokens.few.rate=1/m")) {
			Api management = new Api(
					apart.context().getEnvironment().getRequiredProperty("local.management.port", Integer.class));
			assertThat(management.get("/actuator/prometheus").status()).isEqualTo(401);
			assertThat(management.withToken("b").get("/actuator/prometheus").status()).isEqualTo(200);
			assertThat(management.withToken("b").get("/actuator/prometheus").status()).isEqualTo(429);
			assertThat(apart.api().get("/api/me").status()).isEqualTo(401);
		}
		assertThat(Files.readAllLines(log)
			.stream()
			.map(JSON::readTree)
			.map((line) -> line.get("target").asString() + " " + line.get("caller").asString("nobody") + " "
					+ line.at("/outcome/status").asInt()))
			.containsExactly("/actuator/prometheus nobody 401", "/actuator/prometheus few 429", "/api/me nobody 401");
	}

	@Test
	void nobodyWritesLinesOfTheirOwn() throws IOException {
		boss.putJson("/api/devices/%E2%80%A8%C2%85x%22%2C%22caller%22", "{}");
		JsonNode line = line("device.put", "\u2028\u0085x\",\"caller\"");
		assertThat(line.at("/outcome/status").asInt()).isEqualTo(400);
		assertThat(Files.readString(file)).doesNotContain("\u2028").doesNotContain("\u0085");
	}

	@Test
	void everyPathThatChangesSomethingHasAWord() {
		Set<String> without = new TreeSet<>();
		wirepost.context()
			.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
			.getHandlerMethods()
			.keySet()
			.forEach((mapping) -> mapping.getPatternValues()
				.forEach((path) -> mapping.getMethodsCondition().getMethods().forEach((method) -> {
					String general = path.replaceAll("\\{[^}]*}", "{}");
					// What replicas tell each other is audited where a caller asked for
					// it.
					if (!path.startsWith("/cluster/") && !Set.of("GET", "HEAD", "OPTIONS").contains(method.name())
							&& !Actions.has(method.name(), general)) {
						without.add(method + " " + path);
					}
				})));
		assertThat(without).isEmpty();
		assertThat(Actions.has("POST", "/api/devices/{}/messages")).isTrue();
		assertThat(Actions.has("POST", "/api/connections/{}/messages")).isTrue();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void withoutCredentialsTheCallerIsLocalAndTheLoggerGetsTheLine(CapturedOutput output) {
		try (Wirepost open = Wirepost.start("wirepost.listeners.default.port=0", "logging.level.wirepost.audit=info")) {
			assertThat(open.api().putJson("/api/devices/pump-1", "{}").status()).isEqualTo(201);
			await().until(() -> output.getOut().contains("\"caller\":\"local\",\"kind\":\"local\""));
			assertThat(output.getOut()).contains("\"action\":\"device.put\",\"target\":\"pump-1\"");
		}
	}

}
