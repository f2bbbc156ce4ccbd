package io.wirepost.delivery.reply;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class ReplyMatcherTests {

	private static final Charset UTF_8 = StandardCharsets.UTF_8;

	private static final Map<String, String> PATTERN = Map.of("match", "pattern", "request", "ID=(?<token>\\d+)",
			"reply", "ACK (?<token>\\d+)");

	private static final Map<String, String> JSON = Map.of("match", "json", "request", "/id", "reply",
			"/head/correlationId");

	private static final Map<String, String> MODBUS = Map.of("match", "bytes", "offset", "0", "length", "2");

	@Test
	void aPatternsGroupIsCorrelationIdOrTokenAndEitherWayTheSame() {
		ReplyMatcher matcher = matcher(Map.of("match", "pattern", "request", "ID=(?<correlationId>\\d+)", "reply",
				"(?<token>x)?ACK (?<correlationId>\\d+)"));
		assertThat(matcher.ofRequest(text("ID=7"), UTF_8)).isEqualTo("7");
		assertThat(matcher.ofReply(text("xACK 7"), UTF_8)).isEqualTo("7");
	}

	@Test
	void theNextFrameAnswersWhateverItIs() {
		ReplyMatcher next = matcher(Map.of());
		assertThat(next.ofRequest(text("PING"), UTF_8)).isNotNull().isEqualTo(next.ofReply(text(""), UTF_8));
		assertThat(next).isEqualTo(matcher(Map.of("match", "next")));
		assertThat(faults(Map.of("match", "next", "offset", "1"))).containsExactly("offset");
	}

	@Test
	void aPatternFindsItsTokenAnywhere() {
		ReplyMatcher matcher = matcher(PATTERN);
		assertThat(matcher.ofRequest(text("GET ID=17 now"), UTF_8)).isEqualTo("17");
		assertThat(matcher.ofReply(text("say: ACK 17."), UTF_8)).isEqualTo("17");
		assertThat(matcher.ofReply(text("ALARM 17"), UTF_8)).isNull();
		assertThat(matcher.ofReply(Payload.owning(new byte[0]), UTF_8)).isNull();
	}

	@Test
	void aPatternReadsTheDevicesCharset() {
		Charset korean = Charset.forName("EUC-KR");
		ReplyMatcher matcher = matcher(
				Map.of("match", "pattern", "request", "번호=(?<token>\\S+)", "reply", "답 (?<token>\\S+)"));
		assertThat(matcher.ofReply(Payload.owning("답 가나".getBytes(korean)), korean)).isEqualTo("가나");
		assertThatCode(() -> matcher.ofReply(Payload.owning(new byte[] { (byte) 0xFF, 0, (byte) 0x80 }), korean))
			.doesNotThrowAnyException();
	}

	@Test
	void aTokenThatAPatternLeavesOutIsNone() {
		ReplyMatcher matcher = matcher(
				Map.of("match", "pattern", "request", "(?<token>\\d+)", "reply", "ACK( (?<token>\\d+))?"));
		assertThat(matcher.ofReply(text("ACK"), UTF_8)).isNull();
	}

	@Test
	void faultyPatternsAreSaidByTheirProperties() {
		assertThat(faults(Map.of("match", "pattern"))).containsExactly("request", "reply");
		assertThat(faults(Map.of("match", "pattern", "request", "(?<token>\\d+", "reply", "ACK \\d+")))
			.containsExactly("request", "reply");
		assertThat(sentence(Map.of("match", "pattern", "request", "(?<token>x)", "reply", "ACK \\d+")))
			.isEqualTo("reply: 'ACK \\d+' has no group (?<correlationId>…) that finds the correlation id");
		assertThat(sentence(Map.of("match", "pattern", "request", "(?<token>x)", "reply", "*(?<token>x)")))
			.startsWith("reply: '*(?<token>x)' is not a regular expression: Dangling meta character '*' at index 0");
		assertThat(faults(Map.of("match", "pattern", "request", "(?<token>x)", "reply", "(?<token>x)", "offset", "1")))
			.containsExactly("offset");
	}

	@Test
	void aPatternMayEndInACommentOrAQuote() {
		assertThatCode(() -> matcher(Map.of("match", "pattern", "request", "(?x) (?<token>\\d+) # the number", "reply",
				"(?<token>\\d+)\\Q.")))
			.doesNotThrowAnyException();
	}

	@Test
	void aPatternWithoutEndOnADevicesTextFindsNothingInTime() {
		ReplyMatcher matcher = matcher(
				Map.of("match", "pattern", "request", "(?<token>x)", "reply", "(?<token>(a+)+)b"));
		assertTimeoutPreemptively(Duration.ofMinutes(1),
				() -> assertThat(matcher.ofReply(text("a".repeat(60_000)), UTF_8)).isNull());
		assertThat(matcher.ofReply(text("aaab"), UTF_8)).isEqualTo("aaa");
	}

	@Test
	void aPatternThatRecursesOnALongTextFindsNothing() {
		ReplyMatcher matcher = matcher(
				Map.of("match", "pattern", "request", "(?<token>x)", "reply", "(?<token>(?:a|b)*)c"));
		assertThatCode(() -> matcher.ofReply(text("ab".repeat(100_000)), UTF_8)).doesNotThrowAnyException();
	}

	@Test
	void aPatternFindsWhatStandsAtTheEndOfALargeFrame() {
		assertThat(matcher(PATTERN).ofReply(text("x".repeat(65_000) + "ACK 5"), UTF_8)).isEqualTo("5");
	}

	@Test
	void aJsonTokenIsTheTextOfAScalar() {
		ReplyMatcher matcher = matcher(JSON);
		assertThat(matcher.ofRequest(text("{\"id\":17}"), UTF_8)).isEqualTo("17");
		assertThat(matcher.ofReply(text("{\"head\":{\"correlationId\":\"17\"}}"), UTF_8)).isEqualTo("17");
		assertThat(matcher.ofReply(text("{\"head\":{\"correlationId\":true}}"), UTF_8)).isEqualTo("true");
		Charset wide = StandardCharsets.UTF_16BE;
		assertThat(matcher.ofRequest(Payload.owning("{\"id\":\"ü\"}".getBytes(wide)), wide)).isEqualTo("ü");
	}

	@Test
	void whatIsNoJsonHasNoToken() {
		ReplyMatcher matcher = matcher(JSON);
		for (String text : List.of("", "{", "PING", "{\"id\":1} x", "[".repeat(60_000), "{\"id\":" + "9".repeat(5000),
				"{\"id\":null}", "{\"id\":{}}", "{\"id\":[1]}", "{}", "7", "null", "\u0000")) {
			assertThat(matcher.ofRequest(text(text), UTF_8)).as(text).isNull();
		}
		assertThat(matcher.ofReply(Payload.owning(new byte[] { (byte) 0xFF, (byte) 0xFE, 0 }), UTF_8)).isNull();
	}

	@Test
	void faultyPointersAreSaidByTheirProperties() {
		assertThat(faults(Map.of("match", "json"))).containsExactly("request", "reply");
		assertThat(sentence(Map.of("match", "json", "request", "/id", "reply", "id")))
			.isEqualTo("reply: 'id' is not a JSON pointer; it begins with a slash, as in /id");
	}

	@Test
	void theTransactionIdOfModbusIsATokenOfBytes() {
		ReplyMatcher modbus = matcher(MODBUS);
		Payload request = Payload.owning(new byte[] { 0x15, (byte) 0xAB, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1 });
		Payload answer = Payload.owning(new byte[] { 0x15, (byte) 0xAB, 0, 0, 0, 5, 1, 3, 2, 0, 9 });
		assertThat(modbus.ofRequest(request, UTF_8)).isEqualTo("15ab").isEqualTo(modbus.ofReply(answer, UTF_8));
		assertThat(modbus.ofReply(Payload.owning(new byte[] { 0x15 }), UTF_8)).isNull();
		assertThat(modbus.ofReply(Payload.owning(new byte[0]), UTF_8)).isNull();
		assertThat(matcher(Map.of("match", "bytes", "offset", "16777216", "length", "256")).ofReply(answer, UTF_8))
			.isNull();
	}

	@Test
	void faultyPlacesAreSaidByTheirProperties() {
		assertThat(faults(Map.of("match", "bytes"))).containsExactly("offset", "length");
		assertThat(faults(Map.of("match", "bytes", "offset", "-1", "length", "0"))).containsExactly("offset", "length");
		assertThat(faults(Map.of("match", "bytes", "offset", "2147483647", "length", "257"))).containsExactly("offset",
				"length");
		assertThat(sentence(Map.of("match", "bytes", "offset", "0", "length", "two")))
			.isEqualTo("length: 'two' is not a whole number");
	}

	@Test
	void anUnknownWayIsSaidWithThoseThereAre() {
		assertThat(sentence(Map.of("match", "magic")))
			.isEqualTo("match: 'magic' is not a way to match replies; use one of bytes, json, next, pattern");
	}

	@Test
	void matchersOfTheSameSettingsAreEqual() {
		for (Map<String, String> words : List.of(PATTERN, JSON, MODBUS)) {
			assertThat(matcher(words)).isEqualTo(matcher(words)).hasSameHashCodeAs(matcher(words));
		}
		assertThat(matcher(PATTERN)).isNotEqualTo(
				matcher(Map.of("match", "pattern", "request", "ID=(?<token>\\d+)", "reply", "ACK  (?<token>\\d+)")));
		assertThat(matcher(JSON)).isNotEqualTo(matcher(Map.of("match", "json", "request", "/id", "reply", "/id")));
		assertThat(matcher(MODBUS)).isNotEqualTo(matcher(Map.of("match", "bytes", "offset", "1", "length", "2")));
	}

	private static ReplyMatcher matcher(Map<String, String> words) {
		return ReplyMatcher.of(new Settings(words));
	}

	private static List<String> faults(Map<String, String> words) {
		return invalid(words).faults().stream().map(Fault::property).toList();
	}

	private static String sentence(Map<String, String> words) {
		return invalid(words).getMessage();
	}

	private static InvalidSettingsException invalid(Map<String, String> words) {
		return assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> matcher(words)).actual();
	}

	private static Payload text(String text) {
		return Payload.owning(text.getBytes(UTF_8));
	}

}
