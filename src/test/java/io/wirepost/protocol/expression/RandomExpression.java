package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.cel.common.types.CelType;
import io.wirepost.harness.FuzzInput;

/**
 * A source of the right types, of any functions: what a fuzzer would hardly ever guess.
 */
final class RandomExpression {

	private static final int DEEPEST = 5;

	private static final List<Overload> ALL = Functions.all().overloads();

	private static final Map<String, List<Overload>> BY_RESULT = ALL.stream()
		.collect(Collectors.groupingBy((one) -> word(one.result())));

	private static final Map<String, List<String>> LITERALS = Map.of("int",
			List.of("0", "1", "-1", "2", "7", "64", "-64", "framesIn", "framesOut", "9223372036854775807",
					"(-9223372036854775808)"),
			"string",
			List.of("text", "device", "'a'", "''", "'12'", "'\\U0001F600b'", "'le'", "'UTF-8'", "'EUC-KR'", "'UTC'",
					"'yyMMddHHmmss'", "'(a+)+b'", "'(.)(.)?'", "'crc-16/arc'", "'90s'", "'2026-11-26T17:05:09Z'"),
			"bytes", List.of("frame", "b''", "b'\\x01\\xff'", "hex('0102')"), "double",
			List.of("1.5", "-0.0", "1e300", "(0.0 / 0.0)"), "bool", List.of("true", "false", "intact"), "timestamp",
			List.of("received", "timestamp(0)"), "duration", List.of("duration('90s')", "duration('-1ms')"), "list",
			List.of("['a', 'b']", "['']"), "map", List.of("{'a': 'b'}"), "any", List.of("text", "'a'"));

	private final FuzzInput input;

	RandomExpression(FuzzInput input) {
		this.input = input;
	}

	String source() {
		return any(DEEPEST);
	}

	private String any(int deeper) {
		return call(ALL.get((this.input.number(256) + 256 * this.input.number(256)) % ALL.size()), deeper);
	}

	private String of(CelType type, int deeper) {
		List<String> literals = LITERALS.get(word(type));
		List<Overload> calls = BY_RESULT.getOrDefault(word(type), List.of());
		if (deeper == 0 || calls.isEmpty() || this.input.number(3) == 0) {
			return literals.get(this.input.number(literals.size()));
		}
		return call(calls.get(this.input.number(Math.min(256, calls.size()))), deeper);
	}

	private String call(Overload overload, int deeper) {
		List<String> arguments = new ArrayList<>();
		overload.parameters().forEach((one) -> arguments.add(of(one.type(), (one.reader() != null) ? 0 : deeper - 1)));
		String name = overload.name();
		if (name.equals("_[_]")) {
			return "%s[%s]".formatted(arguments.get(0), arguments.get(1));
		}
		if (name.equals(Operators.CHOICE)) {
			return "(%s ? %s : %s)".formatted(arguments.get(0), arguments.get(1), arguments.get(2));
		}
		if (name.endsWith("_")) {
			String operator = name.replace("_", "");
			return (arguments.size() == 1) ? operator + arguments.get(0)
					: "(%s %s %s)".formatted(arguments.get(0), operator, arguments.get(1));
		}
		if (name.equals("@in")) {
			return "(%s in %s)".formatted(arguments.get(0), arguments.get(1));
		}
		int first = overload.member() ? 1 : 0;
		return (overload.member() ? arguments.get(0) + "." : "") + name
				+ arguments.stream().skip(first).collect(Collectors.joining(", ", "(", ")"));
	}

	private static String word(CelType type) {
		return switch (type.kind()) {
			case INT, STRING, BYTES, DOUBLE, BOOL, TIMESTAMP, DURATION, LIST, MAP ->
				type.kind().name().toLowerCase(Locale.ROOT);
			default -> "any";
		};
	}

}
