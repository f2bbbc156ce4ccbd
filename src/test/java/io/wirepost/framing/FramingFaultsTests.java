package io.wirepost.framing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.wirepost.framing.WireTable.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Settings that cannot be used, and the setting that is named for it. */
class FramingFaultsTests {

	private static Arguments row(String property, String... words) {
		return arguments(property, settings(words));
	}

	static Stream<Arguments> faults() {
		return Stream.of(row("magic", "type", "line", "magic", "7"), row("magic", "type", "line", "magic", "hello"),
				row("trailer", "type", "line", "trailer", "0"), row("trailer", "type", "line", "trailer", "ABC"),
				row("between[1]", "type", "line", "between[0]", "FF", "between[1]", "2"),
				row("magic[0]", "type", "line", "magic[0]", "41"), row("between.a", "type", "line", "between.a", "FF"),
				row("escape", "type", "delimiter", "delimiter", "7E", "escape", "7D"),
				row("resync", "type", "line", "resync", "maybe"),
				row("min-frame-size", "type", "line", "min-frame-size", "1MB"),
				row("min-frame-size", "type", "line", "min-frame-size", "few"),
				row("trailer", "type", "raw", "trailer", "2"), row("between", "type", "idle-gap", "between", "FF"),
				row("escape", "type", "delimiter", "delimiter", "7E", "escape.byte", "7D"),
				row("escape.byte", "type", "delimiter", "delimiter", "7E", "escape.xor", "20"),
				row("escape.marker", "type", "delimiter", "delimiter", "7E", "escape.xor", "20", "escape.byte", "7D",
						"escape.marker", "1"),
				row("escape.pairs.01", "type", "delimiter", "delimiter", "7E", "escape.byte", "7D", "escape.pairs.01",
						"7D7E"),
				row("end", "type", "start-end", "start", "02", "end", "03", "escape.byte", "10", "escape.double",
						"true"),
				row("trailer", "type", "start-end", "start", "7E", "end", "7E", "trailer", "2"),
				row("max-frame-size", "type", "start-end", "start", "1002", "end", "1003", "strip", "false",
						"max-frame-size", "3B"),
				row("encoding", "type", "length-field", "encoding", "roman"),
				row("width", "type", "length-field", "encoding", "decimal"),
				row("width", "type", "length-field", "encoding", "decimal", "width", "12"),
				row("strip", "type", "length-field", "encoding", "decimal", "until", "20", "offset", "2"),
				row("frames", "type", "first-of"),
				row("magic", "type", "first-of", "frames[0].type", "line", "magic", "41"),
				row("frames[0].type", "type", "first-of", "frames[0].type", "first-of", "frames[0].frames[0].type",
						"line"),
				row("frames[0].type", "type", "first-of", "frames[0].type", "raw"),
				row("frames[1]", "type", "first-of", "frames[0].type", "line", "frames[1].type", "json"),
				row("frames[1]", "type", "first-of", "frames[0].type", "json", "frames[1].type", "line",
						"frames[1].magic", "7B22"),
				row("frames[0].resync", "type", "first-of", "frames[0].type", "line", "frames[0].resync", "skip"),
				row("frames[0].width", "type", "first-of", "frames[0].type", "length-field", "frames[0].width", "9"));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void namesTheSettingThatIsWrong(String property, Settings settings) {
		List<Fault> faults = catchThrowableOfType(InvalidSettingsException.class, () -> Framings.of(settings)).faults();
		assertThat(faults).extracting(Fault::property).containsExactly(property);
		assertThat(faults.get(0).sentence()).isNotBlank().doesNotContain("this cannot be used here");
	}

	@Test
	void aChecksumHasToBeInFramesThatAllHaveTheSameSize() {
		Settings four = settings("type", "fixed-length", "length", "4");
		List<Fault> faults = catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(four, settings("algorithm", "xor-8", "at", "10"), Settings.NONE))
			.faults();
		assertThat(faults).extracting(Fault::property).containsExactly("checksum.at");
		assertThat(Framings.of(four, settings("algorithm", "xor-8", "at", "3"), Settings.NONE)).isNotNull();
	}

	static Stream<Arguments> checksums() {
		return Stream.of(row("algorithm", "from", "0"), row("algorithm", "algorithm", "crc-17/x"),
				row("from", "algorithm", "xor-8", "from", "first"),
				row("to", "algorithm", "xor-8", "from", "3", "to", "2"), row("at", "algorithm", "xor-8", "to", "end"),
				row("at", "algorithm", "crc-32/iscsi", "at", "-2"), row("at", "algorithm", "xor-8", "at", "500"),
				row("order", "algorithm", "xor-8", "order", "up"),
				row("on-mismatch", "algorithm", "xor-8", "on-mismatch", "shout"),
				row("encoding", "algorithm", "xor-8", "encoding", "base64"));
	}

	@ParameterizedTest
	@MethodSource("checksums")
	void namesTheSettingOfAChecksumThatIsWrong(String property, Settings checksum) {
		List<Fault> faults = catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(settings("type", "line", "max-frame-size", "200B"), checksum, Settings.NONE))
			.faults();
		assertThat(faults).extracting(Fault::property).containsExactly("checksum." + property);
	}

	@Test
	void tellsTheFaultsOfAllThreeTogether() {
		List<String> properties = new ArrayList<>();
		catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(settings("type", "lines"), settings("algorithm", "none"), settings("suffix", "0")))
			.faults()
			.forEach((fault) -> properties.add(fault.property()));
		assertThat(properties).containsExactly("framing.type", "checksum.algorithm", "send.suffix");
		assertThat(catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(Settings.NONE, Settings.NONE, settings("max-frame-size", "1KB")))
			.faults()).extracting(Fault::property).containsExactly("send.suffix");
	}

	@Test
	void bindsAsJsonAndYamlWriteThem() {
		Framing framing = Framings.of(Settings.of(Map.of("type", "start-end", "start", "C0", "end", "C0", "escape",
				Map.of("byte", "DB", "pairs", Map.of("DC", "C0", "0D", "DB")), "minFrameSize", 1, "between",
				List.of("FF", "00"))));
		assertThat(framing.settings().values()).containsEntry("escape.pairs.dc", "C0")
			.containsEntry("escape.pairs.0d", "DB")
			.containsEntry("between[1]", "00")
			.containsEntry("min-frame-size", "1B");
		assertThat(Framings.of(framing.settings())).isEqualTo(framing);
	}

}
