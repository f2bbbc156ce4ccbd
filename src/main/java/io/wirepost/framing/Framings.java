package io.wirepost.framing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import io.wirepost.framing.bytes.Trailer;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Builds framings from their settings. */
public final class Framings {

	/**
	 * The settings of framings and checksums that are numbers. Others may only look like
	 * one, such as a delimiter in hex.
	 */
	public static final Set<String> NUMBERS = Set.of("offset", "width", "adjustment", "length", "from", "to", "at");

	private static final Map<String, BiFunction<Settings, Trailer, Framing>> TYPES = new LinkedHashMap<>();
	static {
		TYPES.put(LineFraming.TYPE, (settings, trailer) -> LineFraming.of(settings));
		TYPES.put(DelimiterFraming.TYPE, (settings, trailer) -> DelimiterFraming.of(settings));
		TYPES.put(StartEndFraming.TYPE, (settings, trailer) -> StartEndFraming.of(settings));
		TYPES.put(LengthFieldFraming.TYPE, Framings::lengthField);
		TYPES.put(FixedLengthFraming.TYPE, (settings, trailer) -> FixedLengthFraming.of(settings));
		TYPES.put(JsonFraming.TYPE, (settings, trailer) -> JsonFraming.of(settings));
		TYPES.put(RawFraming.TYPE, (settings, trailer) -> RawFraming.of(settings));
		TYPES.put(IdleGapFraming.TYPE, (settings, trailer) -> IdleGapFraming.of(settings));
		TYPES.put(Ieee488Framing.TYPE, (settings, trailer) -> Ieee488Framing.of(settings));
		TYPES.put(FirstOfFraming.TYPE, (settings, trailer) -> FirstOfFraming.of(settings));
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
		Framing framing = shaped(settings);
		// A framing on its own does not look at settings that are not set.
		if (framing instanceof ShapedFraming one && one.common().equals(CommonSettings.NONE)
				&& one.shape().hasOwnDecoder()) {
			return one.shape();
		}
		return (framing instanceof UntoldFraming one && one.common().equals(CommonSettings.NONE)) ? one.framing()
				: framing;
	}

	/**
	 * A framing whose frames have a checksum, or that sends in another framing than it
	 * reads.
	 * @param checksum the checksum's settings; none for no checksum
	 * @param send a framing for what is sent, or {@code prefix} and {@code suffix}; none
	 * to send as it is read
	 * @throws InvalidSettingsException with the faults of all three, below
	 * {@code framing}, {@code checksum} and {@code send}
	 */
	public static Framing of(Settings framing, Settings checksum, Settings send) {
		Faults faults = new Faults();
		Framing reader = faults.read("framing", () -> of(framing));
		int maximum = (reader != null) ? reader.maxFrameSize() : (int) FrameLimit.MAXIMUM.toBytes();
		int minimum = (reader instanceof ShapedFraming one) ? one.common().minimum() : 0;
		int fixed = fixedSize(reader);
		Checksum check = isSet(checksum) ? faults.read("checksum",
				() -> (fixed > 0) ? Checksum.of(checksum, fixed, fixed) : Checksum.of(checksum, minimum, maximum))
				: null;
		Framing sender = isSet(send) ? faults.read("send", () -> sender(send, maximum)) : reader;
		faults.throwIfAny();
		Framing known = faults.unlessAny(reader);
		return (isSet(checksum) || isSet(send)) ? new ProtocolFraming((check != null) ? checked(known) : known, check,
				faults.unlessAny(sender), !isWhole(send)) : known;
	}

	/** The size of every payload; 0 where it is not always the same. */
	private static int fixedSize(@Nullable Framing reader) {
		if (reader instanceof ShapedFraming one && one.shape() instanceof FixedLengthFraming fixed) {
			boolean more = !one.common().trailer().isNone() && one.common().keepsTrailer(fixed);
			return fixed.length() + (more ? one.common().trailer().length() : 0);
		}
		return (reader instanceof FixedLengthFraming fixed) ? fixed.length() : 0;
	}

	private static boolean isSet(Settings settings) {
		return !settings.values().isEmpty();
	}

	private static CheckedFraming checked(Framing framing) {
		return (framing instanceof CheckedFraming one) ? one : withCommon(framing, CommonSettings.NONE);
	}

	private static CheckedFraming withCommon(Framing framing, CommonSettings common) {
		return (framing instanceof Shape shape) ? new ShapedFraming(shape, common)
				: new UntoldFraming((Untold) framing, common);
	}

	private static Framing sender(Settings send, int maximum) {
		Settings all = send.over(new Settings(Map.of("max-frame-size", maximum + "B")));
		return isWhole(send) ? of(all) : WrapFraming.of(all);
	}

	/** Whether it is a framing of its own, whose frames do not have the checksum. */
	private static boolean isWhole(Settings send) {
		return send.value("type").isPresent() || send.value("preset").isPresent();
	}

	private static Framing lengthField(Settings settings, Trailer trailer) {
		String encoding = settings.value("encoding").orElse("binary");
		return switch (encoding) {
			case "binary" -> LengthFieldFraming.of(settings.without("encoding"), trailer);
			case "decimal", "hexadecimal" -> DigitLengthFraming.of(settings, trailer);
			default -> throw new InvalidSettingsException("encoding",
					"'%s' is not one of binary, decimal, hexadecimal".formatted(encoding));
		};
	}

	/** A framing with its common settings, whether they are set or not. */
	static CheckedFraming shaped(Settings settings) {
		Settings all = withPreset(settings);
		String type = all.value("type").orElse(LineFraming.TYPE);
		BiFunction<Settings, Trailer, Framing> factory = TYPES.get(type);
		if (factory == null) {
			throw new InvalidSettingsException("type",
					"'%s' is not a framing; take one of %s".formatted(type, String.join(", ", TYPES.keySet())));
		}
		Faults faults = new Faults();
		CommonSettings common = CommonSettings.of(all, faults);
		Framing framing = faults.read("",
				() -> factory.apply(CommonSettings.others(all.without("type")), common.trailer()));
		if (framing != null) {
			CommonFaults.check(framing, common, faults);
		}
		return withCommon(faults.unlessAny(framing), common);
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
