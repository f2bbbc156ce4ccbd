package io.wirepost.framing;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import io.wirepost.settings.Settings;

/** Named settings of well-known protocols. */
enum Preset {

	/**
	 * NMEA 0183: from {@code $} to CR LF, neither part of the payload. For AIS, which
	 * begins with {@code !}, set {@code start}; for a mix of both use {@code line}.
	 */
	NMEA("nmea", Map.of("type", StartEndFraming.TYPE, "start", "24", "end", "0D0A")),

	/** HL7's minimal lower layer protocol. */
	MLLP("mllp", Map.of("type", StartEndFraming.TYPE, "start", "0B", "end", "1C0D")),

	/** Modbus TCP; the MBAP header is part of the payload. */
	MODBUS_TCP("modbus-tcp", Map.of("type", LengthFieldFraming.TYPE, "offset", "4", "width", "2", "strip", "false")),

	/** From STX to ETX. */
	STX_ETX("stx-etx", Map.of("type", StartEndFraming.TYPE, "start", "02", "end", "03"));

	private final String word;

	private final Settings settings;

	Preset(String word, Map<String, String> settings) {
		this.word = word;
		this.settings = new Settings(settings);
	}

	static Optional<Preset> named(String word) {
		return Arrays.stream(values()).filter((preset) -> preset.word.equals(word)).findFirst();
	}

	String word() {
		return this.word;
	}

	Settings settings() {
		return this.settings;
	}

}
