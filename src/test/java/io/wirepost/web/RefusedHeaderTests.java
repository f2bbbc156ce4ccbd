package io.wirepost.web;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A header that cannot be used is a 400 that names it: whatever the header, whatever the
 * path, and whether or not anything would have read it. The log has no stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedHeaderTests {

	private static final List<String> REQUESTS = List.of("GET /api/devices", "HEAD /api/devices", "GET /api/messages",
			"GET /api/messages/stream", "POST /api/devices/boiler-7/messages", "PUT /api/devices/boiler-7",
			"DELETE /api/devices/boiler-7", "GET /v3/api-docs", "GET /openapi.yaml", "GET /swagger-ui/index.html",
			"GET /actuator/health", "GET /actuator/prometheus", "GET /livez", "GET /nothing", "GET /", "OPTIONS /api");

	/** The SHA-256 of the letter a. */
	private static final String[] TOKENS = {
			"wirepost.security.tokens.boss.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
			"wirepost.security.tokens.boss.scopes=admin" };

	private static final List<String> NAMES = List.of("Idempotency-Key", "X-Any", "Authorization", "Accept", "Origin",
			"Content-Type", "Last-Event-ID", "Cookie", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "Range",
			"Accept-Language", "Accept-Encoding", "Access-Control-Request-Method", "User-Agent", "traceparent");

	/** Outside ASCII in UTF-8, in ISO 8859-1 and in no charset; the controls of C1. */
	private static final List<String> VALUES = List.of("\u00ce\u00a9", "\u00d8", "a\u0085b", "Bearer \u00c3\u0098",
			"text/\u00e9");

	/** Without tokens configured, and with. */
	private static List<Wirepost> both;

	@BeforeAll
	static void start() {
		both = List.of(Wirepost.start(), Wirepost.start(TOKENS));
	}

	@AfterAll
	static void stop() {
		both.forEach(Wirepost::close);
	}

	@AfterEach
	void nothingIsLogged(CapturedOutput output) {
		assertThat(output).doesNotContain("\tat ", " ERROR ", " WARN ");
	}

	@Test
	void aHeaderOutsideAsciiIsNamedWhateverReadsIt() throws Exception {
		for (Wirepost wirepost : both) {
			for (String request : REQUESTS) {
				for (String name : NAMES) {
					for (String value : VALUES) {
						isRefused(wirepost, request, name, "Host: localhost", name + ": " + value);
					}
				}
			}
		}
	}

	@Test
	void aHeaderThatTomcatRefusesIsNamedToo() throws Exception {
		for (Wirepost wirepost : both) {
			for (String request : REQUESTS) {
				isRefused(wirepost, request, "X Y", "Host: localhost", "X Y: a");
				isRefused(wirepost, request, "X-Control", "Host: localhost", "X-Control: a\u0001b");
				isRefused(wirepost, request, "X-Delete", "Host: localhost", "X-Delete: a\u007fb");
				isRefused(wirepost, request, "X-0xd8", "Host: localhost", "X-\u00d8: a");
				isRefused(wirepost, request, "Host", "X-Any: a");
				isRefused(wirepost, request, "Host", "Host: \u00d8");
				isRefused(wirepost, request, "Host", "Host: a b");
				isRefused(wirepost, request, "Host", "Host: localhost", "Host: localhost");
				isRefused(wirepost, request, "Content-Length", "Host: localhost", "Content-Length: x");
				isRefused(wirepost, request, "Content-Length", "Host: localhost", "Content-Length: -1");
				isRefused(wirepost, request, "Content-Length", "Host: localhost", "Content-Length: 1",
						"Content-Length: 2");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Accept: /", "Accept: a", "Accept: a/b;q=x", "Content-Type: /", "Content-Type: a;b",
			"Range: x", "Range: bytes=9-1", "If-Modified-Since: x", "If-None-Match: x", "Origin: :", "Origin: http://",
			"Accept-Language: ;;", "Accept-Encoding: ;q", "Cookie: =", "Authorization: Bearer", "Authorization: x y",
			"Authorization: Bearer a b", "Last-Event-ID: x", "traceparent: x", "Access-Control-Request-Method: x",
			"Connection: upgrade", "Upgrade: h2c", "Forwarded: ;;;", "TE: x", "X-Empty:" })
	void aHeaderWithoutMeaningIsNoFaultOfTheService(String header) throws Exception {
		for (Wirepost wirepost : both) {
			for (String request : REQUESTS) {
				// A stream that begins has no end.
				if (!request.endsWith("/stream")) {
					assertThat(ask(wirepost, request, "Host: localhost", header)).as(request + " " + header)
						.matches("(?s)HTTP/1.1 [234].*");
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api//devices", "/api/./devices", "/api/%2e%2e/x", "/api/devices;a=b", "/api/devices/%2F",
			"/api/devices/%25", "/api/devices/%00", "/api/devices/%0a", "/api/devices/%5c", "/api/devices?%01=a",
			"/api/devices?%C3%98=a", "/%", "/api/devices/%ff%fe", "/api/devices?tag=%zz", "/api/de^vices", "/\u00d8",
			"nothing" })
	void aPathThatCannotBeUsedIs400(String path) throws Exception {
		String answer = ask(both.get(0), "GET " + path, "Host: localhost");
		assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "urn:wirepost:problem:");
	}

	@Test
	void headersThatAreTooLargeAre431AndToldSo() throws Exception {
		String answer = ask(both.get(1), "GET /api/me", "Host: localhost", "Authorization: Bearer " + "x".repeat(9000));
		assertThat(answer).startsWith("HTTP/1.1 431")
			.contains("Content-Type: application/problem+json", "urn:wirepost:problem:request-header-fields-too-large",
					"\"status\":431", "server.max-http-request-header-size", "fewer claims");
	}

	@Test
	void aMethodThatHttpDoesNotKnowIs400() throws Exception {
		assertThat(ask(both.get(0), "JUMP /api/devices", "Host: localhost")).startsWith("HTTP/1.1 400")
			.contains("The method");
	}

	private static void isRefused(Wirepost wirepost, String request, String name, String... headers) throws Exception {
		String answer = ask(wirepost, request, headers);
		String what = request + " " + String.join(" | ", headers) + ": " + answer;
		assertThat(answer).as(what)
			.startsWith("HTTP/1.1 400")
			.contains("Content-Type: application/problem+json")
			.doesNotContain("<html", "\tat ");
		if (!request.startsWith("HEAD")) {
			JsonNode problem = JsonMapper.shared()
				.readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
			assertThat(problem.get("type").asString()).as(what).isEqualTo("urn:wirepost:problem:bad-request");
			assertThat(problem.get("status").asInt()).isEqualTo(400);
			assertThat(problem.get("detail").asString()).as(what).contains("'" + name + "'");
			assertThat(problem.get("instance").asString()).as(what).isEqualTo(request.replaceAll(".* ", ""));
		}
	}

	private static String ask(Wirepost wirepost, String request, String... headers) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", wirepost.api().port())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write((request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

}
