package io.wirepost.protocol.expression;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArithmeticTests {

	private static final String OVERFLOW = "a result is larger than 64 bits, or a division is by zero";

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`', value = { "framesIn + 1 => 8", "framesIn - 8 => -1",
			"framesIn * 2 => 14", "framesIn / 2 => 3", "-framesIn / 2 => -3", "framesIn % 4 => 3",
			"-framesIn % 4 => -3", "(framesIn - 8) % -1 => 0", "1.5 + 1.0 => 2.5", "1.0 / 0.0 => Infinity",
			"-1.5 - 1.0 => -2.5", "framesIn < 7.5 => true", "7.5 > framesIn => true", "framesIn >= 7.0 => true",
			"7.0 <= framesIn => true", "9223372036854775807 < 9223372036854775808.0 => true",
			"9007199254740993 > 9007199254740992.0 => true", "0.0 == -0.0 => true", "0.0 / 0.0 == 0.0 / 0.0 => false",
			"0.0 / 0.0 <= 1.0 => false", "[1, 'a'][0] == 1.0 => true", "framesIn in [1, 7] => true",
			"framesIn in [1, 6] => false", "'a' in {'a': 1} => true", "[1, 2] == [1, 2] => true", "[1] + [2] => [1, 2]",
			"[1, 2].size() => 2", "size({'a': 1}) => 1", "{'a': [framesIn]}['a'][0] => 7", "{'a': framesIn}.a => 7",
			"math.abs(-3) => 3", "math.sign(-3) => -1", "math.least(framesIn, 3) => 3",
			"math.greatest(framesIn, 3) => 7", "math.greatest(1.5, 3.0) => 3.0", "math.bitAnd(framesIn, 5) => 5",
			"math.bitOr(framesIn, 8) => 15", "math.bitXor(framesIn, 1) => 6", "math.bitNot(framesIn) => -8",
			"math.bitShiftLeft(framesIn, 2) => 28", "math.bitShiftRight(-1, 60) => 15",
			"math.bitShiftLeft(framesIn, 64) => 0", "math.ceil(1.2) => 2.0", "math.floor(-1.2) => -2.0",
			"math.round(-1.5) => -2.0", "math.trunc(-1.7) => -1.0", "math.sqrt(9.0) => 3.0",
			"math.isNaN(0.0 / 0.0) => true", "math.isInf(1.0) => false", "math.isFinite(1.0) => true",
			"!intact || framesOut > 0 => true", "intact && framesIn == 7 => true",
			// One side decides, whatever is wrong with the other.
			"frame.u8(9) == 1 || intact => true", "intact || frame.u8(9) == 1 => true",
			"frame.u8(9) == 1 && !intact => false",
			"frame.u8(9) == 1 && intact => u8(9) is outside of the frame of 0 bytes", "intact ? 1 : frame.u8(9) => 1" })
	void gives(String source, String expected) {
		assertThat(Sample.of(source, Sample.frame(""))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>",
			value = { "framesIn + 9223372036854775807 => " + OVERFLOW, "-framesIn - 9223372036854775807 => " + OVERFLOW,
					"framesOut * 9223372036854775807 => " + OVERFLOW, "framesIn / (framesIn - 7) => " + OVERFLOW,
					"framesIn % (framesIn - 7) => " + OVERFLOW,
					"(-9223372036854775801 - framesIn) / (6 - framesIn) => " + OVERFLOW,
					"int(1e30 * double(framesIn)) => 7.0E30 is no number of 64 bits",
					"math.bitShiftLeft(1, -framesIn) => math.bitShiftLeft takes a number of bits from 0 on, and not -7",
					"[1][framesIn] => [7] is outside of the list of 1", "{'a': 1}[device] => the map has no such key",
					"{device: 1}.a => the map has no 'a'", "{device: 1, 'pump-7': 2} => the map has a key twice" })
	void saysWhyThereIsNothing(String source, String sentence) {
		assertThat(Sample.of(source, Sample.frame(""))).isEqualTo(sentence);
	}

}
