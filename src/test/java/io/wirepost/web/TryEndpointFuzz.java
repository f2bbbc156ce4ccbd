package io.wirepost.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wirepost.harness.FuzzInput;
import io.wirepost.protocol.Protocols;
import io.wirepost.protocol.TestProtocols;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Any body at all to {@code POST /api/protocols/try}: an answer, or what is wrong. */
class TryEndpointFuzz {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	private static final String[] EXPRESSIONS = { "frame.u8(0) == 0x01", "true", "frame.size() > 3", "text == 'A'",
			"intact", "device != ''", "framesIn > 2" };

	private static final String[] BYTES = { "frame", "hex('06')", "frame.slice(0, 2)", "'OK ' + device",
			"u16(framesOut)", "text", "none", "frame.slice(-4, -1)" };

	private static MockMvc mvc;

	private static Protocols protocols;

	@BeforeAll
	static void start() {
		protocols = TestProtocols.shipped();
		mvc = MockMvcBuilders.standaloneSetup(new ProtocolController(protocols, Clock.systemUTC()))
			.setControllerAdvice(new Problems())
			.setMessageConverters(new JacksonJsonHttpMessageConverter(JSON))
			.build();
	}

	private static JsonNode tryOn(byte[] body) throws Exception {
		MockHttpServletResponse response = mvc.perform(
				MockMvcRequestBuilders.post("/api/protocols/try").contentType(MediaType.APPLICATION_JSON).content(body))
			.andReturn()
			.getResponse();
		JsonNode answer = JSON.readTree(response.getContentAsByteArray());
		assertThat(response.getStatus()).as("%s", answer).isIn(200, 400, 404);
		if (response.getStatus() == 400) {
			assertThat(answer.get("errors")).isNotEmpty()
				.allSatisfy((error) -> assertThat(error.get("message").asString()).isNotBlank());
		}
		return answer;
	}

	@FuzzTest
	void anyBody(byte[] body) throws Exception {
		tryOn(body);
	}

	/**
	 * Any bytes to a protocol that ships: however they are cut, the frames are the same.
	 */
	@FuzzTest
	void anyBytes(byte[] bytes) throws Exception {
		FuzzInput input = new FuzzInput(bytes);
		List<String> names = protocols.names();
		String name = names.get(input.number(names.size()));
		String type = String.valueOf(protocols.find(name).orElseThrow().settings().framing().get("type"));
		FuzzInput.Cut cut = input.cut();
		byte[] stream = input.rest();
		JsonNode whole = tryOn(body(name, List.of(stream)));
		if (!List.of("raw", "idle-gap").contains(type)) {
			JsonNode parts = tryOn(body(name, cut.apply(stream)));
			assertThat(parts.get("frames")).isEqualTo(whole.get("frames"));
			assertThat(parts.get("leftover")).isEqualTo(whole.get("leftover"));
		}
	}

	private static byte[] body(Object protocol, List<byte[]> chunks) {
		return JSON.writeValueAsBytes(
				Map.of("protocol", protocol, "chunks", chunks.stream().map(HexFormat.of()::formatHex).toList()));
	}

	/** Words where words belong, so that more of them are looked at. */
	@FuzzTest
	void anyWords(byte[] bytes) throws Exception {
		FuzzInput input = new FuzzInput(bytes);
		Map<String, Object> protocol = new HashMap<>();
		protocol.put("framing", framing(input, 1));
		if (input.flag()) {
			protocol.put("checksum",
					Map.of("algorithm", input.one("crc-16/x-25", "xor-8", "lrc", "nmea", "adler-32", word(input)), "at",
							input.one("-2", "-1", "0", "end", word(input)),
							input.one("from", "to", "encoding", "onMismatch"),
							input.one("0", "2", "-4", "hex", "mark", "reject", word(input))));
		}
		if (input.flag()) {
			protocol.put("identify",
					Map.of("when", input.one(EXPRESSIONS), "id", input.one("text", "frame.hex()", word(input))));
		}
		List<Object> rules = new ArrayList<>();
		for (int left = input.number(4); left > 0; left--) {
			rules.add(Map.of("kind", "k" + left, "when", input.one(EXPRESSIONS), "answer", input.one(BYTES), "keep",
					input.flag(), "fields", Map.of("x", input.one(BYTES))));
		}
		protocol.put("rules", rules);
		protocol.put("charset", input.one("UTF-8", "ISO-8859-1", "EUC-KR", word(input)));
		tryOn(body(protocol, new FuzzInput.Cut(input.number(16), input.number(16)).apply(input.rest())));
	}

	private static Map<String, Object> framing(FuzzInput input, int depth) {
		Map<String, Object> framing = new HashMap<>();
		framing.put("type", input.one("line", "delimiter", "start-end", "length-field", "fixed-length", "json", "raw",
				"idle-gap", "ieee-488", "first-of"));
		for (int left = input.number(5); left > 0; left--) {
			String name = input.one("maxFrameSize", "minFrameSize", "delimiter", "start", "end", "length", "width",
					"offset", "adjustment", "strip", "magic", "trailer", "between", "resync", "encoding", "until");
			framing.put(name,
					input.one("0", "1", "2", "8", "7E", "0D0A", "skip", "false", "decimal", "3B", word(input)));
		}
		if (input.flag()) {
			framing.put("escape", Map.of("byte", "7D", input.one("xor", "double"), input.one("20", "true")));
		}
		if (depth > 0 && framing.get("type").equals("first-of")) {
			framing.put("frames", List.of(framing(input, depth - 1), framing(input, depth - 1)));
		}
		return framing;
	}

	private static String word(FuzzInput input) {
		return new String(input.bytes(input.number(24)), UTF_8);
	}

}
