package io.wirepost.security;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who may call what. */
class SecurityTests {

	private static Wirepost wirepost;

	private static Api api;

	private static Device device;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0", "wirepost.listeners.default.bind=0.0.0.0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^(?<id>\\S+)$", token("reader", "sha256", hash("r")),
				token("reader", "scopes", "read"), token("sender", "sha256", hash("s")),
				token("sender", "scopes", "send"), token("boss", "sha256", hash("a").toUpperCase()),
				token("boss", "scopes", "admin"), token("boilers", "sha256", hash("b")),
				token("boilers", "scopes", "read,send"), token("boilers", "devices", "boiler-*"),
				token("old", "sha256", hash("o")), token("old", "scopes", "admin"),
				token("old", "expires", "2020-01-01"));
		api = wirepost.api();
		device = wirepost.dial("default").say("boiler-7\n");
		await().until(() -> api.withToken("a").get("/api/devices/boiler-7").status() == 200);
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
	}

	private static String token(String name, String setting, String value) {
		return "wirepost.security.tokens." + name + "." + setting + "=" + value;
	}

	private static String hash(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "DPoP abc", "Basic YTpi", "Digest username=a", "r" })
	void credentialsOfAnotherSchemeAreAProblemThatNamesBearer(String credentials) {
		Api.Answer answer = new Api(api.port(), "Authorization", credentials).get("/api/devices");
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.problem()).isEqualTo("unauthorized");
		assertThat(answer.header("WWW-Authenticate")).get().asString().startsWith("Bearer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/livez", "/readyz", "/actuator/health" })
	void healthNeedsNoTokenAndTellsNoDetails(String path) {
		Api.Answer answer = api.get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).doesNotContain("details", "default");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/devices", "/api/messages", "/actuator/prometheus", "/actuator/info", "/v3/api-docs",
			"/openapi.yaml", "/swagger-ui/index.html", "/nothing", "/api/devices/nobody" })
	void everythingElseNeedsOne(String path) {
		Api.Answer answer = api.get(path);
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.problem()).isEqualTo("unauthorized");
		assertThat(answer.header("WWW-Authenticate"))
			.hasValueSatisfying((value) -> assertThat(value).startsWith("Bearer"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "o", "R" })
	void aTokenThatIsUnknownOrExpiredIs401(String token) {
		assertThat(api.withToken(token).get("/api/devices").status()).isEqualTo(401);
	}

	@ParameterizedTest
	@CsvSource({ "r,GET,/api/devices,200", "r,GET,/api/messages,200", "r,GET,/actuator/prometheus,200",
			"r,GET,/api/rejections,200", "r,HEAD,/api/devices,200", "r,GET,/v3/api-docs,200", "r,GET,/openapi.yaml,200",
			"r,GET,/swagger-ui.html,302", "r,GET,/swagger-ui/index.html,200", "s,GET,/openapi.yaml,403",
			"s,GET,/api/devices,403", "a,GET,/api/devices,200", "r,DELETE,/api/devices/x,403",
			"s,DELETE,/api/devices/x,403", "a,DELETE,/api/devices/x,404", "r,DELETE,/api/connections/x,403",
			"a,DELETE,/api/connections/x,404", "a,GET,/actuator/env,403", "a,GET,/elsewhere,403",
			"b,GET,/api/devices/boiler-7,200", "b,GET,/api/devices/boiler-7/messages,200",
			"b,GET,/api/devices/other,403", "b,GET,/api/messages?device=boiler-7,200", "b,GET,/api/messages,403",
			"b,HEAD,/api/messages/stream?device=boiler-7,200", "b,HEAD,/api/messages/stream,403",
			"b,HEAD,/api/messages/stream?device=other,403", "s,HEAD,/api/messages/stream,403",
			"b,GET,/api/messages?device=other,403", "b,GET,/api/messages?device=other&device=boiler-7,403",
			"b,GET,/api/messages?device=boiler-7&device=other,403", "b,GET,/api/connections,403",
			"b,GET,/api/listeners,200", "b,GET,/%61pi/messages,403", "b,GET,/%61pi/devices,403",
			"b,GET,/%61pi/connections,403", "b,GET,/api/rejections,403", "b,GET,/api/%6Cisteners,200",
			"b,DELETE,/api/devices/boiler-7,403", "r,GET,/api/webhooks,200", "b,GET,/api/webhooks,403",
			"r,GET,/api/webhooks/x/dead-letters,404", "b,GET,/api/webhooks/x/dead-letters,403",
			"b,GET,/api/webhooks/x/dead-letters?device=boiler-7,400", "r,DELETE,/api/webhooks/x/dead-letters,403",
			"s,DELETE,/api/webhooks/x/dead-letters,403", "a,DELETE,/api/webhooks/x/dead-letters,404",
			"r,POST,/api/webhooks/x/pause,403", "s,POST,/api/webhooks/x/pause,403", "a,POST,/api/webhooks/x/pause,404",
			"s,POST,/api/webhooks/x/resume,403", "a,POST,/api/webhooks/x/resume,404",
			"s,POST,/api/webhooks/x/replay,403", "r,DELETE,/api/webhooks/x/replay,403",
			"a,DELETE,/api/webhooks/x/replay,404" })
	void aTokenMayDoWhatItsScopesAndDevicesSay(String token, String method, String path, int status) {
		assertThat(api.withToken(token).send(method, path, null, null).status()).isEqualTo(status);
	}

	@Test
	void sendingNeedsItsScopeAndItsDevice() {
		String boiler = "/api/devices/boiler-7/messages";
		String body = "{\"text\":\"x\"}";
		assertThat(api.postJson(boiler, body).status()).isEqualTo(401);
		Api.Answer forbidden = api.withToken("r").postJson(boiler, body);
		assertThat(forbidden.status()).isEqualTo(403);
		assertThat(forbidden.problem()).isEqualTo("forbidden");
		assertThat(api.withToken("s").postJson(boiler, body).status()).isEqualTo(200);
		assertThat(api.withToken("a").postJson(boiler, body).status()).isEqualTo(200);
		assertThat(api.withToken("b").postJson(boiler, body).status()).isEqualTo(200);
		assertThat(api.withToken("b").postJson("/api/devices/pump-1/messages", body).status()).isEqualTo(403);
		assertThat(api.withToken("s").postJson("/api/devices/nobody/messages", body).status()).isEqualTo(404);
		assertThat(api.withToken("r").postJson("/api/framings/decode", "{\"chunks\":[]}").status()).isEqualTo(403);
		assertThat(api.withToken("a").postJson("/api/framings/decode", "{\"chunks\":[]}").status()).isEqualTo(200);
	}

	@Test
	void aTokenForSomeDevicesMayLookAfterItsDeliveriesAndNoOthers() {
		Api boss = api.withToken("a");
		Api boilers = api.withToken("b");
		boss.putJson("/api/devices/boiler-8", "{}");
		boss.putJson("/api/devices/door-1", "{}");
		String body = "{\"text\":\"x\",\"expiresIn\":\"1h\"}";
		String own = boilers.postJson("/api/devices/boiler-8/messages", body).header("Location").orElseThrow();
		String other = boss.postJson("/api/devices/door-1/messages", body).header("Location").orElseThrow();
		assertThat(boilers.get(own).status()).isEqualTo(200);
		assertThat(boilers.get(other).status()).isEqualTo(403);
		assertThat(boilers.get("/api/deliveries/none").status()).isEqualTo(403);
		assertThat(boilers.delete(other).status()).isEqualTo(403);
		assertThat(api.withToken("r").delete(own).status()).isEqualTo(403);
		assertThat(boilers.delete(own).status()).isEqualTo(204);
		assertThat(boss.get("/api/deliveries/none").status()).isEqualTo(404);
		assertThat(boilers.get("/api/deliveries").status()).isEqualTo(403);
		assertThat(boilers.get("/api/deliveries?device=boiler-8").status()).isEqualTo(200);
	}

	@Test
	void withoutTokensOnlyThisMachinesOwnNamesAndPagesAreServed() throws Exception {
		try (Wirepost open = Wirepost.start()) {
			int port = open.api().port();
			assertThat(raw(port, "Host: localhost:" + port)).startsWith("HTTP/1.1 200");
			assertThat(raw(port, "Host: [::1]:" + port)).startsWith("HTTP/1.1 200");
			assertThat(raw(port, "Host: rebound.example:" + port)).startsWith("HTTP/1.1 403");
			assertThat(raw(port, "Host: localhost.example")).startsWith("HTTP/1.1 403");
			assertThat(raw(port, "Host: localhost\r\nOrigin: https://evil.example")).startsWith("HTTP/1.1 403");
			assertThat(raw(port, "Host: localhost\r\nOrigin: null")).startsWith("HTTP/1.1 403");
			assertThat(raw(port, "Host: localhost\r\nOrigin: http://localhost:3000")).startsWith("HTTP/1.1 200");
		}
	}

	private static String raw(int port, String headers) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.getOutputStream()
				.write(("GET /api/devices HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
