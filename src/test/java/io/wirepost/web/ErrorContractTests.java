package io.wirepost.web;

import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bad input of each kind gets the status and the type that the contract says, and a
 * sentence.
 */
class ErrorContractTests {

	private static final String SEND = "/api/devices/dev/messages";

	private static Wirepost wirepost;

	private static Api api;

	private static Device device;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.dev.port=0", "wirepost.listeners.dev.identify.by=first-frame",
				"wirepost.listeners.dev.identify.pattern=^(?<id>\\S+)$", "wirepost.devices.fixed.tags=a",
				"wirepost.devices.refusing.endpoint.host=127.0.0.1", "wirepost.devices.refusing.endpoint.port=1",
				"wirepost.endpoints.allowed=127.0.0.0/8:9000-9999");
		api = wirepost.api();
		device = wirepost.dial("dev").say("dev\n");
		await().until(() -> api.get("/api/devices/dev").status() == 200);
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
	}

	private static void isProblem(Api.Answer answer, int status, String type) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.problem()).isEqualTo(type);
		JsonNode problem = answer.json();
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("title").asString()).isNotBlank();
		assertThat(problem.get("detail").asString()).isNotBlank();
		assertThat(problem.get("instance").asString()).startsWith("/");
		assertThat(answer.body()).doesNotContain("Exception", "io.wirepost", "org.springframework", "jackson", "\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "\"text\"", "{\"text\":\"a\",}", "{}",
			"{\"text\":\"a\",\"hex\":\"00\"}", "{\"text\":null}", "{\"hex\":\"0\"}", "{\"hex\":\"zz\"}",
			"{\"base64\":\"=\"}", "{\"text\":\"a\",\"awaitReply\":\"soon\"}", "{\"text\":\"a\",\"awaitReply\":\"5\"}",
			"{\"text\":\"a\",\"awaitReply\":\"-5s\"}", "{\"text\":\"a\",\"awaitReply\":\"0s\"}",
			"{\"text\":\"a\",\"awaitReply\":\"1000000h\"}", "{\"text\":\"a\",\"awaitReply\":\"99999999999999999999s\"}",
			"{\"text\":\"a\",\"expiresIn\":\"later\"}", "{\"text\":\"a\",\"awaitreply\":\"5s\"}", "{\"text\":{}}",
			"{\"text\":\"a\"} trailing", "{\"text\":\"a\",\"awaitReply\":\"PT99999999999999H\"}" })
	void aBodyThatCannotBeUsedIs400(String body) {
		Api.Answer answer = api.postJson(SEND, body);
		isProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors")).isNotEmpty();
	}

	@Test
	void everyBadFieldIsListed() {
		Api.Answer answer = api.postJson(SEND, "{\"hex\":\"zz\",\"awaitReply\":\"soon\",\"expiresIn\":\"later\"}");
		assertThat(answer.json().get("errors")).extracting((error) -> error.get("field").asString())
			.containsExactly("hex", "awaitReply", "expiresIn");
	}

	@Test
	void anUnknownDeviceIs404() {
		isProblem(api.postJson("/api/devices/nobody/messages", "{\"text\":\"a\"}"), 404, "device-unknown");
		isProblem(api.post("/api/devices/nobody/messages", "text/plain", new byte[] { 'a' }), 404, "device-unknown");
		isProblem(api.get("/api/devices/nobody"), 404, "device-unknown");
		isProblem(api.get("/api/devices/nobody/messages"), 404, "device-unknown");
		isProblem(api.delete("/api/devices/nobody"), 404, "device-unknown");
	}

	@Test
	void aDeviceThatIsAwayIs409WithTheReason() {
		Api.Answer away = api.postJson("/api/devices/fixed/messages", "{\"text\":\"a\"}");
		isProblem(away, 409, "device-not-connected");
		assertThat(away.json().get("reason").asString()).isEqualTo("away");
		Api.Answer refused = api.postJson("/api/devices/refusing/messages", "{\"text\":\"a\"}");
		isProblem(refused, 409, "device-not-connected");
		assertThat(refused.json().get("reason").asString()).isEqualTo("connection-refused");
	}

	@Test
	void aPayloadLargerThanAFrameIs413() {
		Api.Answer answer = api.post(SEND, "application/octet-stream", new byte[64 * 1024 + 1]);
		isProblem(answer, 413, "payload-too-large");
		assertThat(answer.json().get("maximum").asInt()).isEqualTo(64 * 1024);
		isProblem(api.post(SEND, "application/octet-stream", new byte[3 * 1024 * 1024]), 413, "payload-too-large");
		isProblem(api.postJson(SEND, "{\"text\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}"), 413, "payload-too-large");
	}

	@Test
	void aPayloadThatIsNotOneFrameIs422WithTheOffsetAndNothingIsWritten() {
		Api.Answer answer = api.postJson(SEND, "{\"text\":\"AB\\nCD\"}");
		isProblem(answer, 422, "payload-not-frameable");
		assertThat(answer.json().get("offset").asInt()).isEqualTo(2);
		assertThat(api.postJson(SEND, "{\"text\":\"clean\"}").status()).isEqualTo(200);
		assertThat(device.hear()).isEqualTo("clean");
		assertThat(api.all("/api/devices/dev/messages?direction=OUTBOUND"))
			.allSatisfy((message) -> assertThat(message.get("text").asString()).doesNotContain("AB"));
	}

	@Test
	void noReplyInTimeIs504WithTheDelivery() {
		Api.Answer answer = api.postJson(SEND, "{\"text\":\"silence\",\"awaitReply\":\"50ms\"}");
		isProblem(answer, 504, "reply-timeout");
		assertThat(answer.json().get("deliveryId").asString()).hasSize(36);
		assertThat(device.hear()).isEqualTo("silence");
	}

	@ParameterizedTest
	@CsvSource({ "/api/messages?limit=0,limit", "/api/messages?limit=501,limit", "/api/messages?limit=many,limit",
			"/api/messages?cursor=nonsense,cursor", "/api/messages?order=sideways,order",
			"/api/messages?direction=up,direction", "/api/messages?from=yesterday,from",
			"/api/messages?to=2026-13-01T00:00:00Z,to", "/api/messages?device=a%20b,device",
			"/api/messages?devise=a,devise", "/api/devices?connected=maybe,connected", "/api/devices?limit=-1,limit",
			"/api/devices?cursor=%2F,cursor", "/api/connections?cursor=x,cursor", "/api/connections?limit=x,limit",
			"/api/rejections?cursor=x,cursor" })
	void aBadParameterIs400AndNamed(String path, String field) {
		Api.Answer answer = api.get(path);
		isProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors")).extracting((error) -> error.get("field").asString())
			.containsExactly(field);
	}

	@Test
	void whatNoServletSeesIsAProblemToo() throws Exception {
		for (String path : new String[] { "/api/devices/a%2Fb", "/api/devices/%ff%fe", "/%", "/api/devices?tag=%zz" }) {
			try (Socket socket = new Socket("127.0.0.1", api.port())) {
				socket.getOutputStream()
					.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(answer).as(path)
					.startsWith("HTTP/1.1 400")
					.contains("application/problem+json", "urn:wirepost:problem:")
					.doesNotContain("<html");
			}
		}
	}

	@Test
	void aPathThatIsRefusedBeforeAnyControllerIsNamedInTheProblem() {
		Api.Answer answer = api.get("/api/devices//messages");
		isProblem(answer, 400, "bad-request");
		assertThat(answer.json().get("instance").asString()).isEqualTo("/api/devices//messages");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"charset\":\"x-JISAutoDetect\",\"chunks\":[\"61 0A\"]}",
			"{\"identify\":{\"by\":\"first-frame\",\"pattern\":\"\\\\(?<id>\"},\"chunks\":[\"28 3F 3C 69 64 3E 0A\"]}" })
	void whatCannotBeTriedIs400(String body) {
		isProblem(api.postJson("/api/framings/decode", body), 400, "invalid-request");
	}

	@Test
	void aPatternThatRecursesTooDeepNamesNoDevice() {
		Api.Answer answer = api.postJson("/api/framings/decode",
				"{\"identify\":{\"by\":\"first-frame\",\"pattern\":\"(?<id>(a|b)*)c\"},\"chunks\":[\""
						+ "61".repeat(40_000) + "0A\"]}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
	}

	@Test
	void aPatternThatIsNestedTooDeepIs400() {
		isProblem(api.postJson("/api/framings/decode", "{\"identify\":{\"by\":\"first-frame\",\"pattern\":\""
				+ "(".repeat(50_000) + "(?<id>a)" + ")".repeat(50_000) + "\"}}"), 400, "invalid-request");
	}

	@Test
	void aPatternThatWouldTakeForEverOnAFrameNamesNoDevice() {
		Api.Answer answer = api.postJson("/api/framings/decode",
				"{\"identify\":{\"by\":\"first-frame\",\"pattern\":\"(?<id>(a+)+)b\"},\"chunks\":[\"" + "61".repeat(60)
						+ "0A\"]}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().get("frames").get(0).get("deviceId").isNull()).isTrue();
	}

	@Test
	void whatIsNotThereIs404() {
		isProblem(api.get("/api/messages/01890000-0000-7000-8000-000000000000"), 404, "message-unknown");
		isProblem(api.get("/api/messages/x"), 404, "message-unknown");
		isProblem(api.get("/api/messages/x/payload"), 404, "message-unknown");
		isProblem(api.get("/api/connections/x"), 404, "connection-unknown");
		isProblem(api.delete("/api/connections/01890000-0000-7000-8000-000000000000"), 404, "connection-unknown");
		isProblem(api.postJson("/api/connections/x/messages", "{\"text\":\"a\"}"), 404, "connection-unknown");
		isProblem(api.get("/api/listeners/x"), 404, "listener-unknown");
		isProblem(api.get("/api/nothing"), 404, "not-found");
		isProblem(api.get("/nothing"), 404, "not-found");
		isProblem(api.get("/console/nothing.js"), 404, "not-found");
	}

	@Test
	void aMethodOrContentTypeThatIsNotTakenIsSaid() {
		isProblem(api.send("PATCH", "/api/devices/dev", "application/json", new byte[] { '{', '}' }), 405,
				"method-not-allowed");
		Api.Answer toDevice = api.send("PATCH", "/api/devices/dev/messages", "application/json", new byte[0]);
		isProblem(toDevice, 405, "method-not-allowed");
		assertThat(toDevice.header("Allow").orElseThrow().split(", *")).contains("GET", "POST");
		Api.Answer toConnection = api.send("PATCH", "/api/connections/any/messages", "application/json", new byte[0]);
		isProblem(toConnection, 405, "method-not-allowed");
		assertThat(toConnection.header("Allow")).hasValue("POST");
		isProblem(api.post(SEND, "application/xml", new byte[] { '<' }), 415, "unsupported-media-type");
		isProblem(api.post(SEND, "application/x-www-form-urlencoded", "a=b".getBytes(StandardCharsets.UTF_8)), 415,
				"unsupported-media-type");
	}

	@Test
	void aDeviceIdThatCannotBeIs400() {
		isProblem(api.postJson("/api/devices/a%20b/messages", "{\"text\":\"a\"}"), 400, "invalid-request");
		isProblem(api.get("/api/devices/" + "x".repeat(129)), 400, "invalid-request");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"tags\":[\"a b\"]} | tags", "{\"endpoint\":{}} | endpoint.host",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":0}} | endpoint.port",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":\"x\"}} | endpoint.port",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"framing\":{\"type\":\"x\"}}} | endpoint.framing.type",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"framing\":{\"maxFrameSize\":\"x\"}}} | endpoint.framing.maxFrameSize",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"connect\":\"x\"}} | endpoint.connect",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"charset\":\"x\"}} | endpoint.charset",
			"{\"endpoint\":\"x\"} | endpoint", "{\"reply\":\"next\"} | reply",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"framing\":\"line\"}} | endpoint.framing",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"charset\":\"ISO-2022-CN\"}} | endpoint.charset",
			"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":9000,\"idleTimeout\":\"9999999d\"}} | endpoint.idle",
			"{\"reply\":{\"match\":\"x\"}} | reply.match", "{\"tag\":[]} | tag" })
	void aDeviceThatCannotBePutIs400AndTheFieldNamed(String body, String field) {
		Api.Answer answer = api.putJson("/api/devices/new", body);
		isProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors")).extracting((error) -> error.get("field").asString()).contains(field);
		assertThat(api.get("/api/devices/new").status()).isEqualTo(404);
	}

	@Test
	void anEndpointOffTheAllowListIs403() {
		isProblem(api.putJson("/api/devices/evil", "{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":22}}"), 403,
				"endpoint-not-allowed");
		isProblem(api.putJson("/api/devices/evil", "{\"endpoint\":{\"host\":\"10.0.0.1\",\"port\":9000}}"), 403,
				"endpoint-not-allowed");
		assertThat(api.get("/api/devices/evil").status()).isEqualTo(404);
	}

	@Test
	void aDeviceOfTheConfigurationIsNotChangedHere() {
		isProblem(api.putJson("/api/devices/fixed", "{\"tags\":[]}"), 409, "device-configured");
		isProblem(api.delete("/api/devices/fixed"), 409, "device-configured");
	}

	@Test
	void whatCannotBeDecodedIs400AndTheFieldNamed() {
		Api.Answer answer = api.postJson("/api/framings/decode",
				"{\"framing\":{\"type\":\"start-end\"},\"chunks\":[\"00\"]}");
		isProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors")).extracting((error) -> error.get("field").asString())
			.contains("framing.start");
		isProblem(api.postJson("/api/framings/decode", "{\"chunks\":[\"00\",\"0\"],\"charset\":\"klingon\"}"), 400,
				"invalid-request");
	}

	@Test
	void aFramingIsTriedOnBytes() {
		JsonNode decoded = api.postJson("/api/framings/decode",
				"{\"framing\":{\"type\":\"start-end\",\"start\":\"02\",\"end\":\"03\"},\"chunks\":[\"02 48\",\"49 03 02 4A\"],"
						+ "\"identify\":{\"by\":\"every-frame\",\"pattern\":\"(?<id>H.)\"}}")
			.json();
		assertThat(decoded.get("frames")).singleElement().satisfies((frame) -> {
			assertThat(frame.get("hex").asString()).isEqualTo("4849");
			assertThat(frame.get("text").asString()).isEqualTo("HI");
			assertThat(frame.get("deviceId").asString()).isEqualTo("HI");
		});
		assertThat(decoded.get("leftover").asString()).isEqualTo("024A");
		assertThat(decoded.get("rejection").isNull()).isTrue();
		JsonNode rejected = api
			.postJson("/api/framings/decode",
					"{\"framing\":{\"type\":\"line\",\"maxFrameSize\":\"2B\"},\"chunks\":[\"48 0A 48 49 4A 0A\"]}")
			.json();
		assertThat(rejected.get("frames")).hasSize(1);
		assertThat(rejected.get("rejection").get("reason").asString()).isEqualTo("too-large");
		assertThat(rejected.get("rejection").get("offset").asInt()).isEqualTo(2);
	}

}
