package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class FramingsTests {

	@Test
	void isLineUnlessSet() {
		Framing framing = Framings.of(Settings.NONE);
		assertThat(framing.settings().values())
			.isEqualTo(Map.of("type", "line", "send", "LF", "max-frame-size", "64KB"));
	}

	@Test
	void listsTheTypesItKnows() {
		assertThat(fault(Map.of("type", "lines"))).isEqualTo(new Fault("type", "'lines' is not a framing; take one of "
				+ "line, delimiter, start-end, length-field, fixed-length, json, raw, idle-gap, ieee-488, first-of"));
	}

	@Test
	void listsThePresetsItKnows() {
		assertThat(fault(Map.of("preset", "hl7")))
			.isEqualTo(new Fault("preset", "'hl7' is not a preset; take one of nmea, mllp, modbus-tcp, stx-etx"));
	}

	@Test
	void whatIsSetCountsMoreThanThePreset() {
		Settings settings = Framings.of(new Settings(Map.of("preset", "mllp", "maxFrameSize", "1MB", "end", "1C")))
			.settings();
		assertThat(settings.values())
			.isEqualTo(Map.of("type", "start-end", "start", "0B", "end", "1C", "max-frame-size", "1MB"));
	}

	@Test
	void aPresetHasItsOwnType() {
		assertThat(Framings.of(new Settings(Map.of("preset", "mllp", "type", "start-end"))).settings().value("type"))
			.contains("start-end");
		assertThat(fault(Map.of("preset", "mllp", "type", "line")).property()).isEqualTo("type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0B", "-1KB", "65MB", "99999999999999999GB", "large", "" })
	void saysWhichMaximaCanBe(String size) {
		assertThat(fault(Map.of("max-frame-size", size)).property()).isEqualTo("max-frame-size");
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "foo-bar", "fooBar", "a.b", "a b", "a[0]", "ü", "", "_", "type.x" })
	void refusesSettingsThatTheTypeDoesNotKnow(String name) {
		assertThat(catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(new Settings(Map.of(name, "1")))))
			.isNotNull();
	}

	@Test
	void saysWhichSettingsThereAre() {
		Fault fault = fault(Map.of("type", "line", "start", "02"));
		assertThat(fault.property()).isEqualTo("start");
		assertThat(fault.sentence()).contains("known here: send, max-frame-size");
	}

	@Test
	void takesTheLargestMaximum() {
		for (String type : List.of("line", "raw", "json", "idle-gap", "length-field")) {
			Framing framing = Framings.of(new Settings(Map.of("type", type, "max-frame-size", "64MB")));
			assertThat(framing.maxFrameSize()).isEqualTo(64 * 1024 * 1024);
			assertThat(framing.newDecoder().pendingBytes()).isZero();
		}
	}

	private static Fault fault(Map<String, String> words) {
		List<Fault> faults = catchThrowableOfType(InvalidSettingsException.class,
				() -> Framings.of(new Settings(words)))
			.faults();
		assertThat(faults).hasSize(1);
		return faults.get(0);
	}

}
