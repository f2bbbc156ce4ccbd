package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;

import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExpressionTests {

	/** A login of a GT06, from its protocol's manual. */
	static final String LOGIN = "78780D01035288707191199800047 9D00D0A".replace(" ", "");

	static Variables variables(String frame, Charset charset) {
		return new Variables(Payload.owning(HexFormat.of().parseHex(frame.replace(" ", ""))), charset, "one",
				Instant.parse("2026-11-26T17:05:09.250Z"), 7, 65_537, null, true);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "frame.u8(3) == 0x01 => true", "frame.u8(-1) => 10",
					"frame.slice(4, 12).bcd() => 0352887071911998", "frame.u16(-6) => 4", "frame.u16(-6, 'le') => 1024",
					"hex('78780501') + frame.slice(-6, -4) + hex('00000D0A') => 787805010004" + "00000d0a",
					"frame.slice(2, -4).crc('crc-16/x-25') == frame.u16(-4) => true",
					"received.format('yyMMddHHmmss', 'Asia/Seoul') => 261127020509",
					"frame.u8(30) == 1 || device == 'one' => true", "u16(framesOut) => 0001",
					"{'a': 1, 'b': 'x'} => {a=1, b=x}", "device.upperAscii() => ONE" })
	void gives(String source, String expected) throws EvaluationException {
		Expression expression = Expression.of(source, Kind.VALUE);
		assertThat(expression.value(variables(LOGIN, ISO_8859_1))).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "frame.u16(30) => u16(30) is outside of the frame of 18 bytes" })
	void fails(String source, String sentence) {
		Expression expression = Expression.of(source, Kind.VALUE);
		assertThatExceptionOfType(EvaluationException.class)
			.isThrownBy(() -> expression.value(variables(LOGIN, ISO_8859_1)))
			.withMessage(sentence);
	}

}
