package io.wirepost.framing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/** Builds framings from their settings. */
public final class Framings {

	/**
	 * The settings of framings that are numbers. Others may only look like one, such as a
	 * delimiter in hex.
	 */
	public static final Set<String> NUMBERS = Set.of("offset", "width", "adjustment", "length");

	private static final Map<String, Function<Settings, Framing>> TYPES = new LinkedHashMap<>();
	static {
		TYPES.put(LineFraming.TYPE, LineFraming::of);
		TYPES.put(DelimiterFraming.TYPE, DelimiterFraming::of);
		TYPES.put(StartEndFraming.TYPE, StartEndFraming::of);
		TYPES.put(LengthFieldFraming.TYPE, LengthFieldFraming::of);
		TYPES.put(FixedLengthFraming.TYPE, FixedLengthFraming::of);
		TYPES.put(JsonFraming.TYPE, JsonFraming::of);
		TYPES.put(RawFraming.TYPE, RawFraming::of);
		TYPES.put(IdleGapFraming.TYPE, IdleGapFraming::of);
	}

	private Framings() {
	}

	/**
	 * The framing that the settings describe: of the given {@code type}, {@code line} by
	 * default, or of a {@code preset} whose settings the others override.
	 * @throws InvalidSettingsException if there is no such type or preset, or its
	 * settings cannot be used; the faults name the settings, such as
	 * {@code max-frame-size}
	 */
	public static Framing of(Settings settings) {
		Settings all = withPreset(settings);
		String type = all.value("type").orElse(LineFraming.TYPE);
		Function<Settings, Framing> factory = TYPES.get(type);
		if (factory == null) {
			throw new InvalidSettingsException("type",
					"'%s' is not a framing; take one of %s".formatted(type, String.join(", ", TYPES.keySet())));
		}
		return factory.apply(all.without("type"));
	}

	private static Settings withPreset(Settings settings) {
		Optional<String> word = settings.value("preset");
		if (word.isEmpty()) {
			return settings;
		}
		Preset preset = Preset.named(word.get())
			.orElseThrow(() -> new InvalidSettingsException("preset", "'%s' is not a preset; take one of %s".formatted(
					word.get(), Arrays.stream(Preset.values()).map(Preset::word).collect(Collectors.joining(", ")))));
		Settings all = settings.without("preset").over(preset.settings());
		if (!all.value("type").equals(preset.settings().value("type"))) {
			throw new InvalidSettingsException("type", "'%s' is not the type of the preset %s; leave one of them out"
				.formatted(all.value("type").orElse(""), preset.word()));
		}
		return all;
	}

}
