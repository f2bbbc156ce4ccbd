package io.wirepost.protocol.expression;

import java.nio.charset.Charset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ReadingBytesTests {

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`', value = { "frame.u8(0) => 1", "frame.u8(-1) => 248",
			"frame.u8(7) => 248", "frame.u8(-8) => 1", "frame.u16(0) => 258", "frame.u16(0, 'be') => 258",
			"frame.u16(0, 'le') => 513", "frame.u16(-2) => 2040", "frame.u24(0) => 66051",
			"frame.u24(0, 'le') => 197121", "frame.u32(0) => 16909060", "frame.u32(-4) => 84281336",
			"frame.u32(-4, 'le') => 4161209861", "frame.u64(0) => 72623859790383096",
			"frame.u64(0, 'be') => 72623859790383096", "frame.i8(-1) => -8", "frame.i16(-2, 'le') => -2041",
			"frame.i16(-2) => 2040", "frame.i32(-4, 'le') => -133757435", "frame.i64(0, 'le') => -574483808854539775",
			"frame.bits(0, 0, 0) => 1", "frame.bits(-1, 3, 7) => 31", "frame.bits(-1, 7, 3) => 31",
			"frame.bits(2, 0, 7) => 3", "frame.slice(2) => 0304050607f8", "frame.slice(2, 4) => 0304",
			"frame.slice(-2) => 07f8", "frame.slice(-4, -2) => 0506", "frame.slice(8) => ``", "frame.slice(3, 3) => ``",
			"frame.size() => 8", "size(frame) => 8", "frame.find(hex('0506')) => 4", "frame.find(hex('0507')) => -1",
			"frame.find(b'') => 0", "frame.contains(b'\\x07\\xf8') => true", "frame.startsWith(hex('0102')) => true",
			"frame.startsWith(hex('010203040506070809')) => false", "frame.endsWith(hex('F8')) => true",
			"frame.endsWith(hex('F7')) => false", "frame.hex() => 01020304050607f8",
			"frame.slice(0, 3).hex().upperAscii() => 010203", "frame.xor8() => 248", "frame.sum8() => 20",
			"frame.sum16() => 276", "frame.slice(1, 4).slice(-1).u8(0) => 4", "frame < hex('0103') => true",
			"frame >= b'\\x01\\x02' => true", "hex('FF') > hex('7F') => true",
			"frame.slice(0, 1) in [hex('01'), hex('02')] => true", "frame == hex('01') => false" })
	void reads(String source, String expected) {
		assertThat(Sample.of(source, Sample.frame("01020304050607F8"))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", value = { "frame.u16(7) => u16(7) is outside of the frame of 8 bytes",
			"frame.u8(8) => u8(8) is outside of the frame of 8 bytes",
			"frame.u8(-9) => u8(-9) is outside of the frame of 8 bytes",
			"frame.i64(1) => i64(1) is outside of the frame of 8 bytes",
			"frame.f32(-3) => f32(-3) is outside of the frame of 8 bytes",
			"frame.u8(9223372036854775807) => u8(9223372036854775807) is outside of the frame of 8 bytes",
			"frame.u8(-9223372036854775808) => u8(-9223372036854775808) is outside of the frame of 8 bytes",
			"frame.slice(2, 4).u32(0) => u32(0) is outside of a value of 2 bytes",
			"frame.bits(8, 0, 1) => bits(8) is outside of the frame of 8 bytes",
			"frame.bits(0, 0, 8) => a byte has the bits 0 to 7, and not 0 to 8",
			"frame.bits(0, -1, 3) => a byte has the bits 0 to 7, and not -1 to 3",
			"frame.slice(9) => slice(9) is outside of the frame of 8 bytes",
			"frame.slice(0, 9) => slice(0, 9) is outside of the frame of 8 bytes",
			"frame.slice(-9, 1) => slice(-9, 1) is outside of the frame of 8 bytes",
			"frame.slice(4, 3) => slice(4, 3) ends before it begins, in the frame of 8 bytes",
			"frame.slice(-1, -3) => slice(-1, -3) ends before it begins, in the frame of 8 bytes",
			"frame.slice(7).bcd() => the digit F in byte 0 of a value of 1 byte is none of binary-coded decimal",
			"frame.ascii() => the frame of 8 bytes is no text in US-ASCII",
			"frame.string('UTF-8') => the frame of 8 bytes is no text in UTF-8" })
	void saysWhyThereIsNothing(String source, String sentence) {
		assertThat(Sample.of(source, Sample.frame("01020304050607F8"))).isEqualTo(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "0352887071911998, 0352887071911998", "2143, 2143", "21436F, 21436", "'', ''", "FF, ''",
			"2143F5, the digit F in byte 2 of the frame of 3 bytes is none of binary-coded decimal",
			"A143, the digit A in byte 0 of the frame of 2 bytes is none of binary-coded decimal" })
	void readsBinaryCodedDecimalToItsFiller(String frame, String expected) {
		assertThat(Sample.of("frame.bcd()", Sample.frame(frame))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "3FC00000, f32(0), 1.5", "0000C03F, 'f32(0, ''le'')', 1.5", "C004000000000000, f64(0), -2.5",
			"00000000000004C0, 'f64(0, ''le'')', -2.5", "7FC00000, f32(0), NaN", "FF800000, f32(0), -Infinity" })
	void readsFloatingPoint(String frame, String call, String expected) {
		assertThat(Sample.of("frame." + call, Sample.frame(frame))).isEqualTo(expected);
	}

	@Test
	void doesNotTurnALargeNumberNegative() {
		assertThat(Sample.of("frame.u64(0)", Sample.frame("8000000000000000")))
			.isEqualTo("u64(0) is above 9223372036854775807, the largest number");
	}

	@Test
	void readsACharset() {
		Charset korean = Charset.forName("EUC-KR");
		assertThat(Sample.of("frame.string('EUC-KR')", Sample.frame("온도".getBytes(korean), ISO_8859_1)))
			.isEqualTo("온도");
		assertThat(Sample.of("string(frame)", Sample.text("온도", UTF_8))).isEqualTo("온도");
	}

	@Test
	void computesChecksums() {
		Variables login = Sample.frame(Sample.LOGIN);
		assertThat(Sample.of("frame.slice(2, -4).crc('crc-16/x-25') == frame.u16(-4)", login)).isEqualTo("true");
		assertThat(Sample.of("b'123456789'.crc('crc-16/arc')", login)).isEqualTo("47933");
	}

}
