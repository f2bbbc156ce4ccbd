package io.wirepost.framing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.wirepost.framing.bytes.Between;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.Magic;
import io.wirepost.framing.bytes.Trailer;
import io.wirepost.framing.rejection.Resync;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The settings that every framing has.
 *
 * @param magic the first bytes of a frame on the wire
 * @param minimum the fewest bytes of a payload
 * @param trailer bytes behind a frame's end that belong to it
 * @param between bytes between frames that mean nothing
 * @param resync what follows bytes that are not a frame
 */
record CommonSettings(Magic magic, int minimum, Trailer trailer, Between between, Resync resync) {

	static final CommonSettings NONE = new CommonSettings(Magic.ANY, 0, Trailer.NONE, Between.NONE, Resync.CLOSE);

	private static final List<String> NAMES = List.of("magic", "min-frame-size", "trailer", "between", "resync");

	private static final Pattern ELEMENT = Pattern.compile("between\\[\\d+]");

	/** Reads these settings, and none of the others. */
	static CommonSettings of(Settings settings, Faults faults) {
		settings.values()
			.keySet()
			.stream()
			.filter((name) -> NAMES.stream()
				.anyMatch((one) -> name.startsWith(one + ".") || name.startsWith(one + "[")))
			.filter((name) -> !ELEMENT.matcher(name).matches())
			.forEach((name) -> faults.that(false, name, "there is no such setting"));
		return new CommonSettings(read(settings, "magic", Magic::parse, Magic.ANY, faults),
				read(settings, "min-frame-size", CommonSettings::size, 0, faults),
				read(settings, "trailer", Trailer::parse, Trailer.NONE, faults), between(settings, faults),
				read(settings, "resync", CommonSettings::resync, Resync.CLOSE, faults));
	}

	private static <T extends @Nullable Object> T read(Settings settings, String name, Function<String, T> parser,
			T otherwise, Faults faults) {
		Optional<String> word = settings.value(name);
		try {
			return word.map(parser).orElse(otherwise);
		}
		catch (IllegalArgumentException ex) {
			faults.that(false, name, "%s", ex.getMessage());
			return otherwise;
		}
	}

	private static int size(String word) {
		try {
			DataSize size = DataSize.parse(word);
			if (!size.isNegative() && size.compareTo(FrameLimit.MAXIMUM) <= 0) {
				return (int) size.toBytes();
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Falls through to the same sentence.
		}
		throw new IllegalArgumentException("'%s' is not a size from 0B to 64MB, such as 1 or 12B".formatted(word));
	}

	private static Resync resync(String word) {
		for (Resync resync : Resync.values()) {
			if (resync.word().equalsIgnoreCase(word)) {
				return resync;
			}
		}
		throw new IllegalArgumentException("'%s' is not one of close, skip".formatted(word));
	}

	private static Between between(Settings settings, Faults faults) {
		List<ByteSequence> sequences = new ArrayList<>();
		List<String> names = new ArrayList<>(settings.elements("between"));
		// An empty list is an empty value.
		settings.value("between").filter((word) -> !word.isEmpty()).ifPresent((word) -> names.add("between"));
		for (String name : names) {
			ByteSequence sequence = read(settings, name, ByteSequence::parse, null, faults);
			if (sequence != null) {
				sequences.add(sequence);
			}
		}
		return new Between(sequences);
	}

	/** The settings without these. */
	static Settings others(Settings settings) {
		Settings others = settings;
		for (String name : NAMES) {
			others = others.withoutBelow(name);
		}
		return others;
	}

	/** Whether the trailer of a frame of this shape is part of its payload. */
	boolean keepsTrailer(Shape shape) {
		return this.trailer.bytes() == null || !shape.strips();
	}

	/** As settings, complete enough to build them again. */
	Map<String, String> words() {
		Map<String, String> words = new LinkedHashMap<>();
		if (!this.magic.isAny()) {
			words.put("magic", this.magic.toString());
		}
		if (this.minimum > 0) {
			words.put("min-frame-size", FrameLimit.word(this.minimum));
		}
		if (!this.trailer.isNone()) {
			words.put("trailer", this.trailer.toString());
		}
		for (int i = 0; i < this.between.sequences().size(); i++) {
			words.put("between[" + i + "]", this.between.sequences().get(i).toString());
		}
		if (this.resync != Resync.CLOSE) {
			words.put("resync", this.resync.word());
		}
		return words;
	}

}
