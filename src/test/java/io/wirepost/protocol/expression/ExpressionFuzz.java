package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.wirepost.harness.FuzzInput;
import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression.Kind;
import io.wirepost.settings.InvalidSettingsException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any source is an expression or has a fault, and any expression has an outcome for any
 * frame. The tests try the inputs beside this class, {@code bench/fuzz} looks for more.
 */
class ExpressionFuzz {

	private static final int STOP = 0;

	/** What expressions are made of; a fuzzer would take years to guess them. */
	private static final List<String> WORDS = List.of("frame", "text", "device", "received", "framesIn", "framesOut",
			"request", "intact", "0", "1", "-1", "7", "-9223372036854775808", "9223372036854775807", "1.5", "1e300",
			"'a'", "''", "'0102'", "'12:34'", "b'\\x01\\xff'", "[]", "[1, 2]", "['a']", "[1, 'a']", "{'a': 1}", "{}",
			"true", "'le'", "'UTF-8'", "'EUC-KR'", "'UTC'", "'Asia/Seoul'", "'yyMMddHHmmss'", "'(a+)+b'",
			"'(?<a>.)(.)?'", "'crc-16/arc'", "'90s'", "'2026-11-26T17:05:09Z'", ", ", "(", ")", ".", " + ", " - ",
			" * ", " / ", " % ", " == ", " != ", " < ", " >= ", " in ", " && ", " || ", " ? ", " : ", "!", "[", "]",
			".u8(", ".u16(", ".u24(", ".u32(", ".u64(", ".i8(", ".i16(", ".i32(", ".i64(", ".f32(", ".f64(", ".bits(",
			".slice(", ".size()", ".find(", ".startsWith(", ".endsWith(", ".contains(", ".hex()", ".bcd()", ".ascii()",
			".string(", ".xor8()", ".sum8()", ".sum16()", ".crc(", "hex(", "bytes(", "u8(", "u16(", "u24(", "u32(",
			"u64(", "bcd(", "ascii(", "size(", ".charAt(", ".indexOf(", ".lastIndexOf(", ".substring(", ".replace(",
			".split(", ".join(", ".trim()", ".upperAscii()", ".lowerAscii()", ".reverse()", ".matches(", ".capture(",
			"int(", "double(", "bool(", "string(", "timestamp(", "duration(", ".format(", ".getHours(",
			".getFullYear()", ".getMilliseconds()", "math.abs(", "math.least(", "math.bitShiftLeft(", "math.round(",
			"math.sqrt(", "base64.encode(", "base64.decode(", ".map(x, x)", "has(");

	private static Variables variables(FuzzInput input) {
		Charset charset = Charset.forName(input.one("UTF-8", "ISO-8859-1", "EUC-KR", "UTF-16", "US-ASCII", "GB18030"));
		Payload request = input.flag() ? Payload.owning(input.bytes(3)) : null;
		return new Variables(Payload.owning(input.bytes(input.number(64))), charset, input.flag() ? "a" : null,
				input.one(Instant.EPOCH, Instant.MIN, Instant.MAX), input.number(256), Long.MAX_VALUE, request,
				input.flag());
	}

	/** Words one after the other, and between them characters of any kind. */
	private static String source(FuzzInput input) {
		StringBuilder source = new StringBuilder();
		for (int choice = input.number(256); choice != STOP; choice = input.number(256)) {
			source.append((choice <= WORDS.size()) ? WORDS.get(choice - 1) : (char) (choice - 128));
		}
		return source.toString();
	}

	/** Any characters. */
	@FuzzTest
	void characters(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		hold(input.one(Kind.values()), variables(input), new String(input.rest(), UTF_8));
	}

	/** What looks more like an expression. */
	@FuzzTest
	void words(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		hold(input.one(Kind.values()), variables(input), source(input));
	}

	/** A call that the checker takes, with any arguments. */
	@FuzzTest
	void calls(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		Variables variables = variables(input);
		hold(Kind.VALUE, variables, new RandomExpression(input).source());
	}

	private static void hold(Kind kind, Variables variables, String source) {
		Expression expression;
		try {
			expression = Expression.of(source, kind);
		}
		catch (InvalidSettingsException ex) {
			assertThat(ex.faults()).isNotEmpty().allSatisfy((fault) -> {
				assertThat(fault.property()).isEmpty();
				assertThat(fault.sentence()).isNotBlank().hasSizeLessThan(301).doesNotContainPattern("[\r\n]");
			});
			return;
		}
		try {
			hold(expression, kind, variables);
		}
		catch (EvaluationException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

	private static void hold(Expression expression, Kind kind, Variables variables) throws EvaluationException {
		switch (kind) {
			case CONDITION -> expression.matches(variables);
			case BYTES -> assertThat(expression.bytes(variables)).isEqualTo(expression.bytes(variables));
			case ID -> assertThat(expression.id(variables)).isEqualTo(expression.id(variables));
			case VALUE -> assertJson(expression.value(variables));
		}
	}

	private static void assertJson(Object value) {
		if (value instanceof List<?> list) {
			list.forEach(ExpressionFuzz::assertJson);
		}
		else if (value instanceof Map<?, ?> map) {
			map.keySet().forEach((key) -> assertThat(key).isInstanceOf(String.class));
			map.values().forEach(ExpressionFuzz::assertJson);
		}
		else {
			assertThat(value).isInstanceOfAny(String.class, Long.class, Double.class, Boolean.class);
		}
	}

}
