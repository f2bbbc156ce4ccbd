package io.wirepost.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.Faults;

/** Runs a protocol's examples. */
final class ProtocolExamples {

	/** When frames of examples arrive, for answers that have the time. */
	static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static final HexFormat HEX = HexFormat.of();

	private ProtocolExamples() {
	}

	/**
	 * Runs all examples.
	 * @return what differs; empty if nothing does
	 * @throws io.wirepost.settings.InvalidSettingsException if bytes of one cannot be
	 * read
	 */
	static List<ExampleFailure> failures(Protocol protocol) {
		Faults faults = new Faults();
		List<ExampleFailure> failures = new ArrayList<>();
		List<ExampleSettings> examples = protocol.settings().examples();
		for (int i = 0; i < examples.size(); i++) {
			ExampleSettings example = examples.get(i);
			faults.read("examples[%d]".formatted(i), () -> failures.addAll(run(protocol, example)));
		}
		faults.throwIfAny();
		return failures;
	}

	/**
	 * Runs all examples.
	 * @throws ExamplesFailedException if they do not come out as they say
	 */
	static void check(Protocol protocol) {
		List<ExampleFailure> failures = failures(protocol);
		if (!failures.isEmpty()) {
			throw new ExamplesFailedException(failures);
		}
	}

	private static List<ExampleFailure> run(Protocol protocol, ExampleSettings example) {
		List<byte[]> chunks = bytes("in", example.in(), protocol);
		List<byte[]> out = (example.out() != null) ? bytes("out", example.out(), protocol) : null;
		ProtocolTrial trial = ProtocolTrial.run(protocol, chunks, null, NOW);
		List<ExampleFailure> failures = new ArrayList<>();
		trial.frames()
			.stream()
			.map((frame) -> frame.reading().fault())
			.filter(Objects::nonNull)
			.forEach((fault) -> failures.add(new ExampleFailure(example.name(), "no fault", "", fault)));
		if (out != null) {
			compare(example, "out", HEX.formatHex(joined(out)), HEX.formatHex(trial.out()), failures);
		}
		if (example.device() != null) {
			compare(example, "device", example.device(), device(trial), failures);
		}
		if (example.kinds() != null) {
			compare(example, "kinds", String.join(", ", example.kinds()), kinds(trial), failures);
		}
		if (example.keeps() != null) {
			compare(example, "keeps", String.join(", ", example.keeps().stream().map(String::valueOf).toList()),
					keeps(trial), failures);
		}
		compareFields(example, trial, failures);
		long skipped = trial.skipped().stream().mapToLong(ProtocolTrial.Skipped::size).sum();
		compare(example, "skipped bytes", "" + example.skipped(), "" + skipped, failures);
		compare(example, "leftover", "", trial.leftover().toHex(trial.leftover().size()), failures);
		return failures;
	}

	private static List<byte[]> bytes(String property, List<String> words, Protocol protocol) {
		Faults faults = new Faults();
		List<byte[]> bytes = new ArrayList<>();
		for (int i = 0; i < words.size(); i++) {
			String word = words.get(i);
			faults.read("%s[%d]".formatted(property, i), () -> bytes.add(ByteNotation.read(word, protocol.charset())));
		}
		faults.throwIfAny();
		return bytes;
	}

	private static void compare(ExampleSettings example, String what, String expected, String actual,
			List<ExampleFailure> failures) {
		if (!expected.equals(actual)) {
			failures.add(new ExampleFailure(example.name(), what, expected, actual));
		}
	}

	private static void compareFields(ExampleSettings example, ProtocolTrial trial, List<ExampleFailure> failures) {
		Map<String, String> values = new LinkedHashMap<>();
		trial.frames()
			.forEach((frame) -> frame.interpretation()
				.fields()
				.forEach((name, value) -> values.put(name, String.valueOf(value))));
		example.fields()
			.forEach((name, expected) -> compare(example, "field " + name, expected, values.getOrDefault(name, ""),
					failures));
	}

	private static byte[] joined(List<byte[]> parts) {
		return HEX.parseHex(parts.stream().map(HEX::formatHex).collect(Collectors.joining()));
	}

	private static String device(ProtocolTrial trial) {
		return trial.frames()
			.stream()
			.map(ProtocolTrial.Frame::device)
			.filter(Objects::nonNull)
			.map(DeviceId::value)
			.distinct()
			.collect(Collectors.joining(", "));
	}

	private static String kinds(ProtocolTrial trial) {
		return trial.frames()
			.stream()
			.map((frame) -> Objects.requireNonNullElse(frame.interpretation().kind(), "-"))
			.collect(Collectors.joining(", "));
	}

	private static String keeps(ProtocolTrial trial) {
		return IntStream.range(0, trial.frames().size())
			.filter((i) -> trial.frames().get(i).reading().keep())
			.mapToObj((i) -> String.valueOf(i + 1))
			.collect(Collectors.joining(", "));
	}

}
