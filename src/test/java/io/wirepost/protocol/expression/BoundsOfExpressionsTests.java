package io.wirepost.protocol.expression;

import java.time.Duration;
import java.util.Arrays;

import io.wirepost.protocol.expression.Expression.Kind;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class BoundsOfExpressionsTests {

	private static final String TOO_LONG = "this takes more than the 2,000,000 steps that one evaluation may take";

	private static Variables frameOf(int size) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, (byte) 'a');
		return Sample.frame(bytes, ISO_8859_1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "frame + frame + frame", "frame.hex()", "frame.slice(0, 800000).hex()", "frame.bcd()",
			"frame.ascii()", "frame.string('UTF-8')", "frame.crc('crc-16/arc')", "base64.encode(frame)",
			"text + text + text", "text.split('a')", "text.split('')", "text.replace('a', 'bbbb')",
			"text.replace(text.substring(1), 'a')", "text.indexOf(text.substring(5))", "text.upperAscii() + text",
			"frame.find(frame.slice(1))", "text.split('a').join('b')", "[text] == [text] && text + text == text + text",
			"bytes(text)", "frame" })
	void hasABound(String source) {
		Variables frame = frameOf(1_100_000);
		String sentence = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Sample.of(source, frame));
		assertThat(sentence.substring(0, Math.min(sentence.length(), 100))).isEqualTo(TOO_LONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text.matches('(a+)+b')", "text.matches('(a|aa)*b')", "text.capture('(a*)*b', 1) == ''",
			"text.matches('(a|b)*c')", "text.contains(text + 'b')", "text < text + 'b' && text.split(text) == []" })
	void endsASearchThatWouldTakeForEver(String source) {
		Variables frame = frameOf(100_000);
		assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Sample.of(source, frame))).satisfiesAnyOf(
				(said) -> assertThat(said).isEqualTo(TOO_LONG),
				(said) -> assertThat(said).endsWith("reads a text of 100000 characters too often"),
				(said) -> assertThat(said).isEqualTo("false"));
	}

	@Test
	void readsPlacesOfTheLargestFrame() {
		Variables frame = frameOf(64 * 1024 * 1024);
		assertThat(Sample.of("frame.u8(-1) + frame.slice(1000, -1000).u8(7)", frame)).isEqualTo("194");
		assertThat(Sample.of("frame.startsWith(b'aaa')", frame)).isEqualTo("true");
		assertThat(Sample.of("text", frame)).isEqualTo(TOO_LONG);
		assertThatExceptionOfType(EvaluationException.class)
			.isThrownBy(() -> Expression.of("frame", Kind.BYTES).bytes(frame))
			.withMessage(TOO_LONG);
	}

	@Test
	void boundsConstantsTogether() {
		String wide = "'%s'".formatted("a".repeat(1_800));
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Expression.of(wide + ".replace('a', " + wide + ")", Kind.VALUE))
			.withMessage("1:1811: " + TOO_LONG);
	}

	@Test
	void hasStepsForAnOrdinaryLargeFrame() {
		Variables frame = frameOf(100_000);
		assertThat(Sample.of("text.contains('ID=1234') || frame.find(hex('0D0A')) >= 0", frame)).isEqualTo("false");
		assertThat(Sample.of("text.matches('ID=([0-9]+)')", frame)).isEqualTo("false");
		assertThat(Sample.of("frame.hex().size()", frame)).isEqualTo("200000");
	}

}
