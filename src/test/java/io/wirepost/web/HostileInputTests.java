package io.wirepost.web;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.wirepost.harness.HostileInput;
import io.wirepost.harness.RawHttp;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Strings and JSON that have broken other programs, wherever a caller can put them: never
 * a status above 499, never a stack trace, and nothing injected into the log or the
 * audit.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileInputTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** Where a caller can put a string, in the path or the query. */
	private static final List<String> TARGETS = List.of("/api/devices/%s", "/api/devices/%s/messages",
			"/api/devices/%s/latest", "/api/devices?tag=%s", "/api/devices?cursor=%s", "/api/devices?connected=%s",
			"/api/devices?limit=%s", "/api/messages?device=%s", "/api/messages?kind=%s", "/api/messages?listener=%s",
			"/api/messages?from=%s", "/api/messages?cursor=%s", "/api/messages?order=%s", "/api/messages?direction=%s",
			"/api/messages/%s", "/api/messages/%s/payload", "/api/deliveries/%s", "/api/deliveries?status=%s",
			"/api/deliveries?cursor=%s", "/api/broadcasts/%s", "/api/connections/%s", "/api/connections?device=%s",
			"/api/connections?cursor=%s", "/api/rejections?listener=%s", "/api/rejections?cursor=%s",
			"/api/protocols/%s", "/api/listeners/%s", "/%s", "/actuator/%s", "/api/devices?%s");

	/** JSON with a place for a string, and where it goes. */
	private static final Map<String, String> BODIES = Map.of("POST /api/devices/heard/messages", "{\"text\":%s}",
			"PUT /api/devices/put", "{\"tags\":[%s]}", "POST /api/broadcasts",
			"{\"to\":{\"tag\":%1$s},\"text\":%1$s,\"expiresIn\":\"1s\"}", "POST /api/framings/decode",
			"{\"framing\":{\"type\":%1$s},\"charset\":%1$s,\"chunks\":[%1$s]}", "POST /api/protocols/try",
			"{\"protocol\":%1$s,\"chunks\":[%1$s],\"device\":%1$s}", "PUT /api/listeners/put",
			"{\"port\":0,\"bind\":%1$s,\"framing\":{\"type\":\"delimiter\",\"delimiter\":%1$s}}",
			"PUT /api/protocols/put",
			"{\"framing\":{\"type\":\"line\"},\"description\":%1$s,"
					+ "\"rules\":[{\"kind\":%1$s,\"when\":%1$s,\"answer\":%1$s}]}",
			"PUT /api/polls/put", "{\"devices\":%1$s,\"every\":\"1h\",\"send\":{\"text\":%1$s}}",
			"POST /api/devices/heard/exchanges", "{\"steps\":[{\"send\":{\"hex\":%1$s},\"expect\":%1$s}]}");

	private static final List<String> HEADERS = List.of("Accept", "Accept-Encoding", "Accept-Language", "Authorization",
			"Content-Type", "Cookie", "Expect", "Forwarded", "Host", "Idempotency-Key", "If-None-Match",
			"Last-Event-ID", "Origin", "Range", "Referer", "traceparent", "tracestate", "Transfer-Encoding",
			"User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
			"X-Request-Id");

	private static Wirepost wirepost;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("logging.level.io.wirepost=info", "wirepost.listeners.default.port=0",
				"wirepost.devices.heard.tags=x");
		http = new RawHttp(wirepost.api().port());
	}

	@AfterAll
	static void stop() {
		http.close();
		wirepost.close();
	}

	@Test
	void stringsInPathsAndQueriesAreAnsweredBelow500(CapturedOutput output) {
		for (String target : TARGETS) {
			for (String string : HostileInput.strings(target)) {
				String encoded = URLEncoder.encode(string, StandardCharsets.UTF_8);
				notAFault(http.send("GET", target.formatted(encoded), new byte[0]), target, string);
			}
		}
		nothingInjected(output);
	}

	@Test
	void stringsInBodiesAreAnsweredBelow500(CapturedOutput output) {
		BODIES.forEach((where, body) -> {
			String[] request = where.split(" ");
			for (String string : HostileInput.strings(where)) {
				byte[] json = body.formatted(JSON.writeValueAsString(string)).getBytes(StandardCharsets.UTF_8);
				notAFault(http.send(request[0], request[1], json, "Content-Type: application/json"), where, string);
			}
		});
		nothingInjected(output);
	}

	@Test
	void stringsInHeadersAreAnsweredBelow500(CapturedOutput output) {
		for (String header : HEADERS) {
			for (String string : HostileInput.strings(header)) {
				RawHttp.Answer answer = http.send("GET", "/api/me", new byte[0], header + ": " + string);
				// 501: a transfer encoding that Tomcat does not have (RFC 9112, section
				// 6.1).
				if (!header.equals("Transfer-Encoding") || answer.status() != 501) {
					notAFault(answer, header, string);
				}
			}
		}
		nothingInjected(output);
	}

	@Test
	void jsonIsAnsweredBelow500WhereverJsonIsRead(CapturedOutput output) {
		Map<String, String> cases = HostileInput.json();
		List<String> places = new ArrayList<>(BODIES.keySet());
		for (String where : places) {
			String[] request = where.split(" ");
			cases.forEach((name, json) -> notAFault(http.send(request[0], request[1],
					json.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json"), where, name));
		}
		nothingInjected(output);
	}

	/** The audit has a line of JSON for each, and no other lines. */
	@Test
	void stringsAsTokensAndTargetsStayInTheirLineOfTheAudit(@TempDir Path work) throws IOException {
		Path file = work.resolve("audit.jsonl");
		String hash = HexFormat.of().formatHex(sha256("secret"));
		try (Wirepost guarded = Wirepost.start("wirepost.audit.file=" + file, "wirepost.listeners.default.port=0",
				"wirepost.security.tokens.op.sha256=" + hash, "wirepost.security.tokens.op.scopes=admin");
				RawHttp caller = new RawHttp(guarded.api().port())) {
			for (String string : HostileInput.strings()) {
				RawHttp.Answer refused = caller.send("GET", "/api/devices", new byte[0],
						"Authorization: Bearer " + string);
				assertThat(refused.status()).as(string).isIn(400, 401, 429);
				String encoded = URLEncoder.encode(string, StandardCharsets.UTF_8);
				notAFault(caller.send("PUT", "/api/devices/" + encoded, "{}".getBytes(StandardCharsets.UTF_8),
						"Authorization: Bearer secret", "Content-Type: application/json"), "audit", string);
			}
		}
		// Of what is refused without a caller there is a count, from the eleventh on.
		assertThat(Files.readAllLines(file)).hasSizeGreaterThan(100)
			.allSatisfy((line) -> assertThat(JSON.readTree(line).path("action").asString()).isNotBlank())
			.noneMatch((line) -> line.contains("secret"));
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void notAFault(RawHttp.Answer answer, String where, String string) {
		assertThat(answer.status()).as("%s with %s: %s", where, string, answer).isBetween(200, 499);
		assertThat(answer.body()).as("%s with %s", where, string).doesNotContain("Exception", "\tat ", "io.wirepost.");
		assertThat(answer.head().lines().map((line) -> line.split(":")[0].toLowerCase(java.util.Locale.ROOT)).toList())
			.as("%s with %s", where, string)
			.doesNotContain("x-evil", "set-cookie");
	}

	/** Every line of the log begins as Wirepost's lines do, and none is a stack trace. */
	private static void nothingInjected(CapturedOutput output) {
		assertThat(output.getAll().lines().filter((line) -> !line.isBlank()))
			.allMatch((line) -> line.matches("^\\d{4}-\\d\\d-\\d\\dT.*"))
			.noneMatch((line) -> line.contains("ERROR"));
	}

}
