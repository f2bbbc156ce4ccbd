package io.wirepost.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wirepost.harness.FuzzInput;
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

/** Any body at all to {@code POST /api/framings/decode}: an answer, or what is wrong. */
class DecodeEndpointFuzz {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	private static MockMvc mvc;

	@BeforeAll
	static void start() {
		mvc = MockMvcBuilders.standaloneSetup(new FramingController())
			.setControllerAdvice(new Problems())
			.setMessageConverters(new JacksonJsonHttpMessageConverter(JSON))
			.build();
	}

	private static JsonNode decode(byte[] body) throws Exception {
		MockHttpServletResponse response = mvc
			.perform(MockMvcRequestBuilders.post("/api/framings/decode")
				.contentType(MediaType.APPLICATION_JSON)
				.content(body))
			.andReturn()
			.getResponse();
		JsonNode answer = JSON.readTree(response.getContentAsByteArray());
		assertThat(response.getStatus()).as("%s", answer).isIn(200, 400);
		if (response.getStatus() == 400) {
			assertThat(response.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			assertThat(answer.get("type").asString()).isEqualTo("urn:wirepost:problem:invalid-request");
			assertThat(answer.get("errors")).isNotEmpty()
				.allSatisfy((error) -> assertThat(error.get("message").asString()).isNotBlank());
		}
		return answer;
	}

	@FuzzTest
	@DictionaryFile(resourcePath = "decode.dict")
	void anyBody(byte[] body) throws Exception {
		decode(body);
	}

	/** Words where words belong, so that more of them are looked at. */
	@FuzzTest
	@DictionaryFile(resourcePath = "decode.dict")
	void anyWords(byte[] bytes) throws Exception {
		FuzzInput input = new FuzzInput(bytes);
		Map<String, Object> body = new HashMap<>();
		Map<String, Object> framing = new HashMap<>();
		framing.put("type",
				input.one("line", "delimiter", "start-end", "length-field", "fixed-length", "json", "raw", "idle-gap"));
		for (int left = input.number(4); left > 0; left--) {
			framing.put(input.one("maxFrameSize", "delimiter", "start", "end", "length", "gap", "width", "offset",
					"order", "adjustment", "includesHeader", "strip", "send", "preset"), word(input));
		}
		body.put("framing", framing);
		if (input.flag()) {
			body.put("charset", word(input));
		}
		if (input.flag()) {
			body.put("identify", Map.of("by", input.one("first-frame", "every-frame", "connection", "certificate"),
					input.one("pattern", "pointer", "consume"), word(input)));
		}
		List<String> chunks = new ArrayList<>();
		for (int left = input.number(4); left > 0; left--) {
			chunks.add(HexFormat.of().formatHex(input.bytes(input.number(32))));
		}
		chunks.add(HexFormat.of().formatHex(input.rest()));
		body.put("chunks", chunks);
		JsonNode answer = decode(JSON.writeValueAsBytes(body));
		if (answer.has("frames") && answer.get("rejection").isNull() && framing.get("type").equals("raw")) {
			StringBuilder all = new StringBuilder();
			answer.get("frames").forEach((frame) -> all.append(frame.get("hex").asString()));
			assertThat(all.toString()).isEqualToIgnoringCase(String.join("", chunks));
		}
	}

	private static String word(FuzzInput input) {
		return new String(input.bytes(input.number(24)), UTF_8);
	}

}
