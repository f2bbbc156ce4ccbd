package io.wirepost.protocol.expression;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class StringsTests {

	/** With one character outside of the basic plane. */
	private static final String TEXT = "#ID=42;T=-3.5;N=a😀b\r\n";

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "text.capture('ID=([0-9]+)', 1) => 42", "text.capture('ID=(?<id>\\\\d+)', 'id') => 42",
					"text.capture('T=[^;]*', 0) => T=-3.5", "text.matches('^#ID') => true",
					"matches(text, 'nowhere') => false", "text.contains('T=') => true", "text.startsWith('#') => true",
					"text.endsWith('\\r\\n') => true", "text.size() => 21", "size(text) => 21",
					"text.trim().size() => 19", "text.charAt(17) => 😀", "text.charAt(21) => ``",
					"text.indexOf('b') => 18", "text.indexOf('=', 4) => 8", "text.indexOf('?') => -1",
					"text.lastIndexOf('=') => 15", "text.substring(1, 3) => ID", "text.substring(17, 18) => 😀",
					"text.substring(19) => `\r\n`", "text.trim().split(';') => [#ID=42, T=-3.5, N=a😀b]",
					"text.split(';', 2)[0] => #ID=42", "text.split(';', 0) => []", "'a😀b'.split('') => [a, 😀, b]",
					"text.trim().replace(';', '') => #ID=42T=-3.5N=a😀b",
					"text.trim().replace(';', ',', 1) => #ID=42,T=-3.5;N=a😀b",
					"text.trim().replace('=', ':', 0) => #ID=42;T=-3.5;N=a😀b", "['a', 'b'].join() => ab",
					"['a', 'b'].join('-') => a-b", "'aéB'.upperAscii() => AéB", "'AÉb'.lowerAscii() => aÉb",
					"'abc'.reverse() => cba", "int(text.capture('ID=(\\\\d+)', 1)) + 1 => 43",
					"double(text.capture('T=([^;]+)', 1)) * 2.0 => -7.0", "string(1.5) + string(2.0) => 1.52",
					"string(true) + string(7) => true7", "string(received) => 2026-11-26T17:05:09.250Z",
					"bool('true') => true", "int(-3.9) => -3", "base64.encode(b'\\x01\\x02') => AQI=",
					"device + ':' + string(framesIn) => pump-7:7", "text.capture('a(x)?', 0) => a", "'a' < 'b' => true",
					"text.substring(4, 6) == '42' ? 'yes' : 'no' => yes" })
	void gives(String source, String expected) {
		assertThat(Sample.of(source, Sample.text(TEXT, UTF_8))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "text.capture('ID=(x)', 1) => a text of 22 characters has no group 1 of 'ID=(x)'",
					"text.capture('a(x)?', 1) => a text of 22 characters has no group 1 of 'a(x)?'",
					"text.charAt(22) => charAt(22) is outside of a text of 21 characters",
					"text.substring(-1) => substring(-1) is outside of a text of 21 characters",
					"text.substring(2, 1) => substring(2, 1) ends before it begins",
					"text.indexOf('a', 99) => indexOf(99) is outside of a text of 21 characters",
					"text.replace(device.substring(6), 'x') => replace takes a text that is not empty",
					"text.split(';')[framesIn] => [7] is outside of the list of 3",
					"int(text) => a text of 22 characters is no int",
					"double(text) => a text of 22 characters is no double",
					"bool(device) => a text of 6 characters is neither true nor false" })
	void saysWhyThereIsNothing(String source, String sentence) {
		assertThat(Sample.of(source, Sample.text(TEXT, UTF_8))).isEqualTo(sentence);
	}

}
