package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.util.HexFormat;

import io.wirepost.protocol.expression.Expression.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MakingBytesTests {

	private static String hex(String source, Variables variables) throws EvaluationException {
		return HexFormat.of().formatHex(Expression.of(source, Kind.BYTES).bytes(variables));
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "hex('7878') => 7878", "hex('78 78 0d') => 78780d", "hex('') => ``", "bytes('OK') => 4f4b",
					"'OK' => 4f4b", "'\\x06' => 06", "b'\\x01\\xff' => 01ff", "u8(1) => 01", "u8(256) => 00",
					"u8(-1) => ff", "u16(framesOut) => 0001", "u16(1, 'le') => 0100", "u16(1, 'be') => 0001",
					"u24(66051) => 010203", "u24(66051, 'le') => 030201", "u32(16909060) => 01020304",
					"u32(16909060, 'le') => 04030201", "u32(-2) => fffffffe", "u64(1) => 0000000000000001",
					"u64(-1, 'le') => ffffffffffffffff", "bcd('2026') => 2026", "bcd('') => ``",
					"ascii(7, 4) => 30303037", "ascii(framesOut, 4) => 35353337",
					"ascii(9223372036854775807, 18) => 323233333732303336383534373735383037",
					"hex('01') + b'\\x02' + u8(3) => 010203", "base64.decode('AQI=') => 0102",
					"intact ? hex('06') : hex('15') => 06", "bcd(received.format('yyMMddHHmmss')) => 261126170509",
					"frame.slice(0, 2) + u8(framesIn) + frame.slice(-2) => 7878070d0a" })
	void makes(String source, String expected) throws EvaluationException {
		assertThat(hex(source, Sample.frame(Sample.LOGIN))).isEqualTo(expected);
	}

	@Test
	void answersALogin() throws EvaluationException {
		assertThat(hex("hex('78780501') + frame.slice(-6, -4) + hex('00000D0A')", Sample.frame(Sample.LOGIN)))
			.isEqualTo("7878050100040000" + "0d0a");
	}

	@Test
	void writesAChecksumAsDigits() throws EvaluationException {
		assertThat(hex("u16(b'123456789'.crc('crc-16/arc')).hex().upperAscii()", Sample.frame("")))
			.isEqualTo(HexFormat.of().formatHex("BB3D".getBytes(ISO_8859_1)));
	}

	@Test
	void encodesTextInTheCharsetOfTheConnection() throws EvaluationException {
		Charset korean = Charset.forName("EUC-KR");
		assertThat(hex("'온'", Sample.frame(new byte[0], korean))).isEqualTo("bfc2");
		assertThat(hex("bytes('온') + b'!'", Sample.frame(new byte[0], korean))).isEqualTo("bfc221");
		assertThatExceptionOfType(EvaluationException.class).isThrownBy(() -> hex("bytes('온')", Sample.frame("")))
			.withMessage("a text of 1 characters has one that ISO-8859-1 lacks");
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>",
			value = { "hex(device) => hex takes two hexadecimal digits for each byte",
					"bcd(device) => bcd takes an even number of digits 0 to 9",
					"bcd(string(framesIn)) => bcd takes an even number of digits 0 to 9",
					"ascii(-framesIn, 4) => ascii(-7, 4) takes a number from 0 on, and 1 to 18 digits",
					"ascii(1, framesOut) => ascii(1, 65537) takes a number from 0 on, and 1 to 18 digits",
					"base64.decode(device) => this text of 6 characters is not Base64" })
	void saysWhyThereIsNothing(String source, String sentence) {
		assertThat(Sample.of(source, Sample.frame(Sample.LOGIN))).isEqualTo(sentence);
	}

}
