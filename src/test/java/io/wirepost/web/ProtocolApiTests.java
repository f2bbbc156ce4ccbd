package io.wirepost.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Protocols over HTTP, and what devices that speak them are answered. */
class ProtocolApiTests {

	private static final String LOGIN = "78780D01 0123456789012345 0001 8CDD 0D0A";

	private static final String LOGIN_ANSWER = "787805010001d9dc0d0a";

	/** Lines whose rules use all that rules can say. */
	private static final String PUMP = """
			{"framing":{"type":"line"},
			 "identify":{"when":"text.startsWith('HELLO ')","id":"text.substring(6)"},
			 "acknowledge":{"text":"OK"},
			 "rules":[
			  {"kind":"heartbeat","when":"text == 'HB'","answer":"'HB ' + string(framesIn)","keep":false,"reply":"never"},
			  {"kind":"login","when":"text.startsWith('HELLO ')","answer":"'WELCOME ' + device"},
			  {"kind":"alarm","when":"text.startsWith('ALARM ')","answer":"'ACK ' + text.capture('n=([0-9]+)', 1)",
			   "fields":{"number":"int(text.capture('n=([0-9]+)', 1))","batteryLevel":"'low'"}},
			  {"kind":"quiet","when":"text == 'QUIET'","answer":"none"},
			  {"kind":"bye","when":"text == 'BYE'","answer":"'SEE YOU'","close":true}],
			 "fields":{"size":"frame.size()"},
			 "examples":[{"name":"alarm","in":["HELLO p1\\\\n","ALARM n=7\\\\n"],"out":["WELCOME p1\\\\n","ACK 7\\\\n"],"device":"p1",
			  "kinds":["login","alarm"],"fields":{"number":7}}]}
			""";

	private static Path file;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start(@TempDir Path folder) throws IOException {
		file = Files.writeString(folder.resolve("mine.yaml"), "framing: { type: line }");
		wirepost = Wirepost.start("wirepost.protocol-files=" + file, "wirepost.listeners.slices.port=0",
				"wirepost.listeners.slices.acknowledge.expression=frame.slice(0, 4)",
				"wirepost.listeners.closing.port=0", "wirepost.listeners.closing.acknowledge.text=OK",
				"wirepost.listeners.closing.rules[0].kind=bye",
				"wirepost.listeners.closing.rules[0].when=text == 'BYE'",
				"wirepost.listeners.closing.rules[0].close=true", "wirepost.listeners.trackers.port=0",
				"wirepost.listeners.trackers.protocol=gt06", "wirepost.protocols.other.framing.type=raw",
				"wirepost.protocols.other.rules[0].kind=any",
				"wirepost.protocols.other.rules[0].fields.upperCase=text");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	@Test
	void whatARuleSaysIsWhatTheDeviceAndTheCallerGet(@TempDir Path data) {
		try (Wirepost wirepost = Wirepost.startOn(data, "wirepost.listeners.a.port=0")) {
			Api api = wirepost.api();
			Api.Answer put = api.putJson("/api/protocols/pump", PUMP);
			assertThat(put.status()).as(put.body()).isEqualTo(201);
			assertThat(api.putJson("/api/protocols/pump", PUMP).status()).isEqualTo(200);
			Api.Answer opened = api.putJson("/api/listeners/pumps", "{\"port\":0,\"protocol\":\"pump\"}");
			assertThat(opened.status()).as(opened.body()).isEqualTo(201);
			assertThat(opened.json().get("protocol").asString()).isEqualTo("pump");
			try (Device device = wirepost.dial("pumps")) {
				device.say("HB\nHELLO p1\nALARM n=12\nHB\nQUIET\nnoise\nALARM\nBYE\n");
				assertThat(device.hear()).isEqualTo("HB 1");
				assertThat(device.hear()).isEqualTo("WELCOME p1");
				assertThat(device.hear()).isEqualTo("ACK 12");
				assertThat(device.hear()).isEqualTo("HB 4");
				assertThat(device.hear()).isEqualTo("OK");
				assertThat(device.hear()).isEqualTo("OK");
				assertThat(device.hear()).isEqualTo("SEE YOU");
				assertThat(device.isHungUpOn()).isTrue();
			}
			assertThat(api.all("/api/devices/p1/messages?order=asc"))
				.extracting((message) -> message.get("kind").asString("-") + " " + message.get("text").asString())
				.containsExactly("login HELLO p1", "alarm ALARM n=12", "quiet QUIET", "- noise", "- ALARM", "bye BYE");
			JsonNode alarm = api.all("/api/messages?kind=alarm").get(0);
			assertThat(alarm.get("fields").toString())
				.isEqualTo("{\"size\":10,\"number\":12,\"batteryLevel\":\"low\"}");
			assertThat(alarm.get("answer").asString()).isEqualTo(HexFormat.of().formatHex("ACK 12\n".getBytes()));
			assertThat(api.get("/api/devices/p1/latest").json().propertyNames()).containsExactly("alarm", "bye",
					"login", "quiet");
			assertThat(api.get("/api/devices/p2/latest").status()).isEqualTo(404);
			assertThat(api.delete("/api/protocols/pump").status()).isEqualTo(409);
		}
		try (Wirepost again = Wirepost.startOn(data, "wirepost.listeners.a.port=0")) {
			Api api = again.api();
			assertThat(api.get("/api/protocols/pump").json().get("source").asString()).isEqualTo("run-time");
			try (Device device = again.dial("pumps")) {
				assertThat(device.say("HELLO p3\n").hear()).isEqualTo("WELCOME p3");
				Api.Answer changed = api.putJson("/api/protocols/pump",
						PUMP.replace("WELCOME ", "HI ").replace("'HI ' + device", "'HI ' + device"));
				assertThat(changed.status()).as(changed.body()).isEqualTo(200);
				assertThat(device.isHungUpOn()).isTrue();
			}
			try (Device device = again.dial("pumps")) {
				assertThat(device.say("HELLO p3\n").hear()).isEqualTo("HI p3");
			}
			assertThat(api.delete("/api/listeners/pumps").status()).isEqualTo(204);
			assertThat(api.delete("/api/protocols/pump").status()).isEqualTo(204);
			assertThat(api.get("/api/protocols/pump").status()).isEqualTo(404);
			assertThat(api.delete("/api/protocols/gt06").status()).isEqualTo(409);
		}
	}

	@Test
	void anAnswerThatCannotBeMadeIsARejectionAndTheFrameIsKept() {
		try (Device device = wirepost.dial("slices").say("abcd\nab\nefgh\n")) {
			assertThat(device.hear()).isEqualTo("abcd");
			assertThat(device.hear()).isEqualTo("efgh");
			assertThat(api.all("/api/messages?listener=slices")).hasSize(3);
			JsonNode rejection = api.all("/api/rejections?listener=slices").get(0);
			assertThat(rejection.get("reason").asString()).isEqualTo("expression");
			assertThat(rejection.get("offset").asInt()).isEqualTo(5);
			assertThat(rejection.get("hex").asString()).isEqualTo("6162");
			assertThat(rejection.get("detail").asString()).contains("slice(0, 4)", "2 bytes");
		}
	}

	@Test
	void framesBehindOneThatClosesAreNotTaken() {
		try (Device device = wirepost.dial("closing").say("one\nBYE\nnever answered\n")) {
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(api.all("/api/messages?listener=closing")).extracting((one) -> one.get("text").asString())
			.containsExactlyInAnyOrder("one", "BYE");
	}

	@Test
	void aProtocolWhoseFramesDoNotNameTheDeviceIsTried() {
		JsonNode tried = api
			.postJson("/api/protocols/try", "{\"protocol\":{\"acknowledge\":{\"text\":\"OK\"}},\"chunks\":[\"41 0A\"]}")
			.json();
		assertThat(tried.at("/frames/0/answer").asString()).isEqualTo("4f4b0a");
		assertThat(tried.get("skipped")).isEmpty();
	}

	@Test
	void aProtocolThatIsPutAgainUnchangedClosesNothing() {
		String protocol = "{\"acknowledge\":{\"text\":\"OK\"}}";
		assertThat(api.putJson("/api/protocols/unchanged", protocol).status()).isEqualTo(201);
		assertThat(api.putJson("/api/listeners/unchanged", "{\"port\":0,\"protocol\":\"unchanged\"}").status())
			.isEqualTo(201);
		try (Device device = wirepost.dial("unchanged").say("one\n")) {
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(api.putJson("/api/protocols/unchanged", protocol).status()).isEqualTo(200);
			assertThat(device.say("two\n").hear()).isEqualTo("OK");
		}
	}

	@Test
	void aShippedProtocolAnswersAndIsTriedAndAConfiguredOneReplacesIt() {
		try (Device device = wirepost.dial("trackers")) {
			device.say(HexFormat.of().parseHex(LOGIN.replace(" ", "")));
			assertThat(HexFormat.of().formatHex(device.hear(10))).isEqualTo(LOGIN_ANSWER);
			await().until(() -> api.get("/api/devices/0123456789012345").status() == 200);
		}
		JsonNode tried = api
			.postJson("/api/protocols/try",
					"{\"protocol\":\"gt06\",\"chunks\":[\"FF 7878\",\"0D01 0123456789012345 0001 8CDD 0D0A 78\"]}")
			.json();
		JsonNode frame = tried.get("frames").get(0);
		assertThat(frame.get("offset").asInt()).isEqualTo(1);
		assertThat(frame.get("answer").asString()).isEqualTo(LOGIN_ANSWER);
		assertThat(frame.get("device").asString()).isEqualTo("0123456789012345");
		assertThat(tried.get("skipped").get(0).get("hex").asString()).isEqualTo("ff");
		assertThat(tried.get("leftover").asString()).isEqualTo("78");
		assertThat(api.get("/api/protocols/other").json().get("source").asString()).isEqualTo("configuration");
		assertThat(api.get("/api/protocols/other").json().at("/settings/rules/0/fields/upperCase").asString())
			.isEqualTo("text");
		assertThat(api.get("/api/protocols/gt06").json().at("/settings/framing/frames/1/magic").asString())
			.isEqualTo("7979");
		assertThat(api.putJson("/api/protocols/other", "{}").status()).isEqualTo(409);
		assertThat(api.delete("/api/protocols/other").status()).isEqualTo(409);
		assertThat(api.get("/api/protocols").json().get("items")).extracting((one) -> one.get("name").asString())
			.contains("gt06", "other");
		assertThat(api.postJson("/api/protocols/try", "{\"protocol\":\"nobody\"}").status()).isEqualTo(404);
		assertThat(
				api.postJson("/api/protocols/try", "{\"protocol\":\"mllp\",\"examples\":true}").json().get("failures"))
			.isEmpty();
		assertThat(api.postJson("/api/protocols/try",
				"{\"protocol\":{\"framing\":{\"type\":\"line\"},\"examples\":[{\"name\":\"one\",\"in\":[\"A\\\\n\"],\"kinds\":[\"x\"]}]},\"examples\":true}")
			.json()
			.at("/failures/0"))
			.hasToString("{\"example\":\"one\",\"what\":\"kinds\",\"expected\":\"x\",\"actual\":\"-\"}");
		assertThat(faultOf(api.postJson("/api/protocols/try",
				"{\"protocol\":{\"framing\":{\"type\":\"line\"},\"examples\":[{\"name\":\"one\",\"in\":[\"\\\\q\"]}]},\"examples\":true}")))
			.startsWith("protocol.examples[0].in[0]");
	}

	@Test
	void whatIsWrongWithAProtocolIsSaidWithItsPlace() {
		assertFaults(api, "{\"rules\":[{\"kind\":\"a\",\"when\":\"frame.u8(\"}]}", "rules[0].when");
		assertFaults(api, "{\"rules\":[{\"when\":\"true\"}]}", "rules[0].kind");
		assertFaults(api, "{\"fields\":{\"x\":\"frame.u9(0)\"}}", "fields.x");
		assertFaults(api, "{\"rules\":[{\"kind\":\"a\",\"answer\":\"b'\\\\n'\"}]}", "rules[0].answer");
		assertFaults(api, "{\"rules\":[{\"kind\":\"a\"},{\"kind\":\"b\"}]}", "rules[0].when");
		assertFaults(api, "{\"checksum\":{\"algorithm\":\"crc-99\"}}", "checksum.algorithm");
		assertFaults(api, "{\"identify\":{\"by\":\"first-frame\",\"pattern\":\"^\\\\\\\\xAA(?<id>.)\"}}",
				"identify.pattern");
		assertFaults(api, "{\"reply\":{\"match\":\"magic\"}}", "reply.match");
		assertFaults(api,
				"{\"framing\":{\"type\":\"first-of\",\"frames\":[{\"type\":\"line\"},{\"type\":\"line\",\"magic\":\"41\"}]}}",
				"framing.frames[1]");
		assertFaults(api, "{\"charSet\":\"x\"}", "charset");
		Api.Answer failed = api.putJson("/api/protocols/p", PUMP.replace("ACK 7", "ACK 8"));
		assertThat(failed.status()).isEqualTo(422);
		assertThat(failed.json().get("type").asString()).endsWith("examples-failed");
		assertThat(failed.json().get("failures").get(0).get("actual").asString())
			.isEqualTo(HexFormat.of().formatHex("WELCOME p1\nACK 7\n".getBytes()));
		assertThat(api.get("/api/protocols/p").status()).isEqualTo(404);
	}

	@Test
	void aProtocolOfAFileIsChangedInTheFile() {
		String sentence = "The protocol 'mine' comes from the file %s; change it there".formatted(file);
		assertThat(api.putJson("/api/protocols/mine", "{}").json().get("detail").asString()).isEqualTo(sentence);
		assertThat(api.delete("/api/protocols/mine").json().get("detail").asString()).isEqualTo(sentence);
		assertThat(api.putJson("/api/protocols/other", "{}").json().get("detail").asString())
			.isEqualTo("The protocol 'other' is part of the configuration (wirepost.protocols); change it there");
	}

	@Test
	void aNameThatIsThereTwiceIsAFault() {
		String protocol = "{\"rules\":[{\"kind\":\"a\",\"kind\":\"b\"}],\"fields\":{},\"fields\":{\"x\":\"1\"}}";
		assertFaults(api, protocol, "rules[0].kind");
		assertFaults(api, protocol, "fields");
		assertThat(faultOf(api.putJson("/api/listeners/b", "{\"port\":0,\"framing\":{},\"port\":1}")))
			.isEqualTo("port: 'port' is there twice; leave one out");
		assertThat(faultOf(api.postJson("/api/protocols/try",
				"{\"protocol\":{\"framing\":{\"type\":\"line\",\"type\":\"raw\"}},\"chunks\":[]}")))
			.isEqualTo("protocol.framing.type: 'type' is there twice; leave one out");
	}

	@Test
	void anEmptyEntryIsAFault() {
		assertThat(faultOf(api.putJson("/api/protocols/p", "{\"rules\":[{\"kind\":\"a\"},{}]}")))
			.isEqualTo("rules[1]: this entry is empty; write it, or leave it out");
		assertThat(faultOf(api.putJson("/api/protocols/p", "{\"examples\":[null]}")))
			.isEqualTo("examples[0]: this entry is empty; write it, or leave it out");
	}

	private static String faultOf(Api.Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		JsonNode fault = answer.json().get("errors").get(0);
		return fault.get("field").asString() + ": " + fault.get("message").asString();
	}

	private static void assertFaults(Api api, String protocol, String field) {
		Api.Answer answer = api.putJson("/api/protocols/p", protocol);
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().get("errors")).as(answer.body())
			.anySatisfy((fault) -> assertThat(fault.get("field").asString()).startsWith(field));
	}

}
