package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression.Kind;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ExpressionTests {

	private static final Variables LOGIN = Sample.frame(Sample.LOGIN);

	@ParameterizedTest
	@CsvSource({ "frame.u8(3) == 0x01, true", "frame.u8(3) == 0x13, false", "frame.u8(30) == 0x01, false",
			"frame.u8(30) != 0x01, false", "intact, true" })
	void matchesWhereItIsTrueAndHasAValue(String source, boolean expected) {
		assertThat(Expression.of(source, Kind.CONDITION).matches(LOGIN)).isEqualTo(expected);
	}

	@Test
	void givesIds() throws EvaluationException {
		assertThat(Expression.of("frame.slice(4, 12).bcd()", Kind.ID).id(LOGIN)).isEqualTo("0352887071911998");
		assertThat(Expression.of("frame.u16(-6)", Kind.ID).id(LOGIN)).isEqualTo("4");
		assertThatExceptionOfType(EvaluationException.class)
			.isThrownBy(() -> Expression.of("frame.u16(30)", Kind.ID).id(LOGIN))
			.withMessage("u16(30) is outside of the frame of 18 bytes");
	}

	@Test
	void failsWithoutAStackTrace() {
		assertThatExceptionOfType(EvaluationException.class)
			.isThrownBy(() -> Expression.of("frame.slice(30)", Kind.BYTES).bytes(LOGIN))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
	}

	@Test
	void givesWhatJsonShows() throws EvaluationException {
		String source = "{'a': frame.slice(0, 2), 'b': [1, 2], 'c': 1.5, 'd': received, 'e': {1: intact}, 'f': 1.0 / 0.0}";
		assertThat(Expression.of(source, Kind.VALUE).value(LOGIN)).isEqualTo(Map.of("a", "7878", "b", List.of(1L, 2L),
				"c", 1.5, "d", Sample.RECEIVED.toString(), "e", Map.of("1", true), "f", "Infinity"));
	}

	@Test
	void readsTheTextInTheCharset() {
		Charset korean = Charset.forName("EUC-KR");
		Expression hot = Expression.of("text.contains('온도')", Kind.CONDITION);
		assertThat(hot.matches(Sample.text("온도=31", korean))).isTrue();
		assertThat(hot.matches(Sample.text("온도=31", UTF_8))).isTrue();
		assertThat(hot.matches(Sample.text("습도=31", korean))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "UTF-8, FF41", "EUC-KR, BFC2FF", "US-ASCII, 4180", "UTF-16BE, 004100" })
	void failsWhereAFrameIsNoText(String charset, String hex) {
		Variables frame = Sample.frame(HexFormat.of().parseHex(hex), Charset.forName(charset));
		assertThat(Sample.of("text", frame))
			.isEqualTo("the frame of %d bytes is no text in %s".formatted(hex.length() / 2, charset));
		assertThat(Expression.of("text == ''", Kind.CONDITION).matches(frame)).isFalse();
		assertThat(Expression.of("text != ''", Kind.CONDITION).matches(frame)).isFalse();
		assertThat(Sample.of("frame.size()", frame)).isEqualTo(String.valueOf(hex.length() / 2));
	}

	@Test
	void knowsTheRequestAndTheDevice() {
		Payload frame = Payload.of("OK 7", US_ASCII);
		Variables variables = new Variables(frame, US_ASCII, null, Sample.RECEIVED, 1, 2, Payload.of("7", US_ASCII),
				false);
		assertThat(Expression.of("frame.endsWith(request)", Kind.REPLY).matches(variables)).isTrue();
		assertThat(Expression.of("request == b''", Kind.REPLY).matches(LOGIN)).isFalse();
		assertThat(Sample.of("device == ''", variables)).isEqualTo("true");
		assertThat(Sample.of("[framesIn, framesOut]", variables)).isEqualTo("[1, 2]");
		assertThat(Sample.of("intact", variables)).isEqualTo("false");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "hex('0D0A')", "bytes('OK') + u16(7)", "'OK'", "true ? b'a' : b'b'", "base64.decode('AA==')" })
	void isConstantWithoutVariables(String source) {
		assertThat(Expression.of(source, Kind.BYTES).isConstant()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "frame", "bytes(device)", "u16(framesOut)", "intact ? b'a' : b'b'" })
	void isNotConstantWithVariables(String source) {
		assertThat(Expression.of(source, Kind.BYTES).isConstant()).isFalse();
	}

	@Test
	void encodesAConstantForEachCharset() throws EvaluationException {
		Expression degree = Expression.of("bytes('°')", Kind.BYTES);
		assertThat(degree.bytes(Sample.frame(new byte[0], ISO_8859_1))).containsExactly(0xB0);
		assertThat(degree.bytes(Sample.frame(new byte[0], UTF_8))).containsExactly(0xC2, 0xB0);
	}

	@Test
	void doesNotGiveItsBytesAway() throws EvaluationException {
		Expression constant = Expression.of("hex('0102')", Kind.BYTES);
		constant.bytes(LOGIN)[0] = 9;
		assertThat(constant.bytes(LOGIN)).containsExactly(1, 2);
	}

	@Test
	void isEqualToOneOfTheSameSourceAndKind() {
		Expression one = Expression.of("'a'", Kind.ID);
		assertThat(one).isEqualTo(Expression.of("'a'", Kind.ID)).hasSameHashCodeAs(Expression.of("'a'", Kind.ID));
		assertThat(one).isNotEqualTo(Expression.of("'a'", Kind.BYTES)).isNotEqualTo(Expression.of("'b'", Kind.ID));
		assertThat(one).hasToString("'a'");
	}

	@Test
	void isOfOneKind() {
		assertThatIllegalStateException().isThrownBy(() -> Expression.of("'a'", Kind.ID).matches(LOGIN));
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", value = {
			"CONDITION => device => this expression gives a string; it has to be true or false",
			"CONDITION => frame.u8(0) => this expression gives an int; it has to be true or false",
			"CONDITION => [1, true][1] => this expression gives a value whose type is not known before it is there; it has to be true or false",
			"BYTES => frame.u8(0) => this expression gives an int; it has to be bytes or a string",
			"BYTES => {'a': 1} => this expression gives a map; it has to be bytes or a string",
			"ID => frame => this expression gives bytes; it has to be a string or an int",
			"ID => 1.5 => this expression gives a double; it has to be a string or an int",
			"ID => intact => this expression gives true or false; it has to be a string or an int",
			"ID => received => this expression gives a timestamp; it has to be a string or an int" })
	void refusesAnotherKindOfResult(Kind kind, String source, String sentence) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> Expression.of(source, kind))
			.withMessage(sentence);
	}

}
