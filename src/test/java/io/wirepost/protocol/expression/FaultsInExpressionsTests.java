package io.wirepost.protocol.expression;

import io.wirepost.protocol.expression.Expression.Kind;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultsInExpressionsTests {

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`', value = {
			"frame.u8('3') => 1:9: found no matching overload for 'u8' applied to 'bytes.(string)' (candidates: bytes.(int),bytes.(int, string))",
			"frame + 'a' => 1:7: found no matching overload for '+' applied to '(bytes, string)'",
			"frame && intact => 1:7: found no matching overload for '&&' applied to '(bytes, bool)'",
			"!1 => 1:1: found no matching overload for '!' applied to '(int)'",
			"-'a' => 1:1: found no matching overload for '-' applied to '(string)'",
			"frame[0] => 1:6: found no matching overload for '[]' applied to '(bytes, int)'",
			"intact ? 1 : 'a' => 1:8: found no matching overload for '?:' applied to '(bool, int, string)'",
			"1 in 'a' => 1:3: found no matching overload for 'in' applied to '(int, string)'",
			"foo => 1:1: undeclared reference to 'foo'", "foo(1) => 1:4: undeclared reference to 'foo'",
			"frame.foo() => 1:10: undeclared reference to 'foo'",
			"device.foo => 1:7: type 'string' does not support field selection",
			"dyn(1) => 1:4: undeclared reference to 'dyn'", "`1 +\n  foo` => 2:3: undeclared reference to 'foo'",
			"1 + => 1:4: unexpected end", "frame.u8( => 1:10: unexpected end", "frame) => 1:6: unexpected ')'",
			"'abc => 1:1: cannot read 'abc", "a b => 1:3: unexpected 'b'", "1 = 1 => 1:3: cannot read =",
			"null => 1:1: null and unsigned numbers are not there; write 1 for 1u",
			"1u => 1:1: null and unsigned numbers are not there; write 1 for 1u",
			"google.protobuf.Timestamp{} => 1:26: undeclared reference to 'timestamp'",
			"[1, 'a'][1] + 1 => 1:9: the type of this value is not known before it is there, as lists and maps mix types; no function takes it",
			"[1, 'a'][0][1] => 1:12: this is meant for several types, and the type of a value is not known before it is there",
			"[1, 'a'].join() => 1:1: the type of this value is not known before it is there, as lists and maps mix types; no function takes it" })
	void namesThePlace(String source, String sentence) {
		assertThat(fault(source)).isEqualTo(sentence);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "frame.u16(3, 'xx') => 1:14: 'xx' is no byte order; write 'be' or 'le'",
					"u16(3, device) => 1:8: the byte order has to be a literal",
					"frame.crc('nope') => 1:11: 'nope' is no checksum, such as crc-16/x-25",
					"frame.crc(device) => 1:11: the checksum has to be a literal",
					"frame.string('nope') => 1:14: 'nope' is no charset, such as UTF-8 or EUC-KR",
					"frame.string('') => 1:14: '' is no charset, such as UTF-8 or EUC-KR",
					"text.capture('(', 1) => 1:14: '(' is not a regular expression: Unclosed group at index 1",
					"text.capture('(a)', 2) => 1:13: '(a)' has no group 2",
					"text.capture('(a)', -1) => 1:13: '(a)' has no group -1",
					"text.capture('(?<x>a)', 'y') => 1:13: '(?<x>a)' has no group y",
					"text.capture(device, 1) => 1:14: the pattern has to be a literal",
					"text.capture('(a)', framesIn) => 1:21: the group has to be a literal",
					"text.matches('[') => 1:14: '[' is not a regular expression: Unclosed character class at index 0",
					"received.format('bb') => 1:17: 'bb' is no pattern of a time, such as yyMMddHHmmss",
					"received.format('HH', 'Mars') => 1:23: 'Mars' is no zone, such as UTC, +09:00 or Asia/Seoul",
					"received.getHours('Mars') => 1:19: 'Mars' is no zone, such as UTC, +09:00 or Asia/Seoul",
					"hex('zz') => 1:4: hex takes two hexadecimal digits for each byte",
					"hex('123') + frame => 1:4: hex takes two hexadecimal digits for each byte",
					"bcd('203') => 1:4: bcd takes an even number of digits 0 to 9",
					"1 / 0 => 1:3: a result is larger than 64 bits, or a division is by zero",
					"{'a': 1}.z => 1:9: the map has no 'z'", "{'a': 1, 'a': 2} => 1:1: the map has a key twice" })
	void findsConstantsThatStandForNothing(String source, String sentence) {
		assertThat(fault(source)).isEqualTo(sentence);
	}

	@ParameterizedTest
	@ValueSource(strings = { "has(device.x)", "[1].all(x, x > 0)", "[1].exists(x, x > 0)", "[1].exists_one(x, x > 0)",
			"[1].map(x, x)", "[1].filter(x, true)" })
	void hasNoLoops(String source) {
		assertThat(fault(source)).contains(": expressions have no loops, and no '");
	}

	@Test
	void namesSeveralFaults() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Expression.of("foo + bar + baz + quux", Kind.VALUE))
			.satisfies(
					(ex) -> assertThat(ex.faults()).containsExactly(new Fault("", "1:1: undeclared reference to 'foo'"),
							new Fault("", "1:7: undeclared reference to 'bar'"),
							new Fault("", "1:13: undeclared reference to 'baz'")));
	}

	@Test
	void isNeitherEmptyNorLong() {
		assertThat(fault("")).isEqualTo("this expression is empty");
		assertThat(fault(" \n")).isEqualTo("this expression is empty");
		assertThat(fault("'" + "a".repeat(3_999) + "'"))
			.isEqualTo("this expression has 4001 characters; an expression has at most 4000");
		assertThat(Expression.of("'" + "a".repeat(3_998) + "'", Kind.VALUE).isConstant()).isTrue();
	}

	/** However they are nested, and on the small stack of another thread. */
	@Test
	void isNotNestedWithoutEnd() throws InterruptedException {
		String[] sources = { "(".repeat(3_990), "(".repeat(1_900) + "1" + ")".repeat(1_900),
				"[".repeat(1_900) + "1" + "]".repeat(1_900), "1" + "+1".repeat(1_900), "u8(".repeat(1_200),
				"'a'" + ".trim()".repeat(500), "intact?1:".repeat(400) + "1", "{1:".repeat(900),
				"device" + ".b".repeat(1_900), "-(".repeat(1_000) + "1" };
		for (String source : sources) {
			String[] found = new String[1];
			Thread small = new Thread(null, () -> found[0] = fault(source), "small", 512 * 1024);
			small.start();
			small.join();
			assertThat(found[0]).isEqualTo("1:1: this expression is nested too deeply");
		}
	}

	@Test
	void joinsManyParts() {
		assertThat(Expression.of("u8(0)" + " + u8(1)".repeat(60), Kind.BYTES).isConstant()).isTrue();
		assertThat(Expression.of("intact" + " && intact".repeat(300), Kind.CONDITION).isConstant()).isFalse();
	}

	/** What the first fault says; each is one line. */
	private static String fault(String source) {
		try {
			throw new AssertionError(Expression.of(source, Kind.VALUE));
		}
		catch (InvalidSettingsException ex) {
			assertThat(ex.faults()).allSatisfy((fault) -> assertThat(fault.toString()).hasSizeLessThan(301)
				.doesNotContain("\n")
				.doesNotContain("dev.cel"));
			return ex.faults().get(0).toString();
		}
	}

}
