package io.wirepost.framing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.bytes.Magic;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code first-of}: frames of several kinds. The first alternative whose first bytes fit
 * takes the frame; while those of one may still fit, it is waited for. A payload goes out
 * by the alternative whose magic it has, or else by the first that can carry it.
 */
record FirstOfFraming(List<ShapedFraming> alternatives, FrameLimit limit) implements Shape {

	static final String TYPE = "first-of";

	private static final List<String> SHARED = List.of("between", "resync", "max-frame-size");

	FirstOfFraming {
		alternatives = List.copyOf(alternatives);
	}

	static FirstOfFraming of(Settings settings) {
		Faults faults = new Faults();
		Options options = faults.read("", () -> settings.withoutBelow("frames").bind(Options.class));
		DataSize maximum = (options != null) ? options.maxFrameSize : FrameLimit.MAXIMUM;
		List<String> places = settings.elements("frames");
		faults.that(!places.isEmpty(), "frames",
				"has to be set: the framings of the frames, such as [{type: length-field, magic: \"7878\"}, {type: line}]");
		List<ShapedFraming> alternatives = new ArrayList<>();
		for (String place : places) {
			ShapedFraming one = faults.read(place, () -> alternative(settings.below(place), maximum));
			if (one != null) {
				checkReached(alternatives, one, place, faults);
				alternatives.add(one);
			}
		}
		faults.throwIfAny();
		return new FirstOfFraming(alternatives, FrameLimit.of(maximum));
	}

	private static ShapedFraming alternative(Settings settings, DataSize maximum) {
		Faults faults = new Faults();
		SHARED.forEach((name) -> faults.that(settings.withoutBelow(name).equals(settings), name,
				"belongs beside frames, because it holds for all of them"));
		faults.throwIfAny();
		Settings all = settings.over(new Settings(Map.of("max-frame-size", maximum.toBytes() + "B")));
		if (Framings.shaped(all) instanceof ShapedFraming one && !(one.shape() instanceof FirstOfFraming)) {
			return one;
		}
		throw new InvalidSettingsException("type", "'%s' cannot be one of several, because any bytes are its frames"
			.formatted(settings.value("type").orElse("")));
	}

	private static void checkReached(List<ShapedFraming> before, ShapedFraming one, String place, Faults faults) {
		for (int i = 0; i < before.size(); i++) {
			List<Magic> taken = before.get(i).beginnings();
			boolean isTaken = one.beginnings()
				.stream()
				.allMatch((magic) -> taken.stream().anyMatch((other) -> other.covers(magic)));
			faults.that(!isTaken, place,
					"can never take a frame, because frames[%d] takes all that begin so; put it before, or give that one a longer magic",
					i);
		}
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new FirstOfScan(this.alternatives.stream().map((one) -> one.newScan(false)).toList());
	}

	@Override
	public List<Magic> beginnings() {
		return this.alternatives.stream().flatMap((one) -> one.beginnings().stream()).toList();
	}

	@Override
	public boolean hasOwnDecoder() {
		return false;
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] bytes = this.limit.copy(payload);
		for (ShapedFraming one : this.alternatives) {
			if (!one.shape().strips() && one.beginnings()
				.stream()
				.anyMatch((magic) -> !magic.isAny() && magic.fit(Unpooled.wrappedBuffer(bytes), 0) == Fit.YES)) {
				return one.encode(payload);
			}
		}
		PayloadNotFrameableException first = null;
		for (ShapedFraming one : this.alternatives) {
			try {
				return one.encode(payload);
			}
			catch (PayloadNotFrameableException ex) {
				first = (first != null) ? first : ex;
			}
		}
		throw new PayloadNotFrameableException("None of the frames of first-of can carry this payload. frames[0]: %s"
			.formatted((first != null) ? first.getMessage() : ""), (first != null) ? first.offset() : 0);
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(Map.of("type", TYPE, "max-frame-size", this.limit.word()));
		for (int i = 0; i < this.alternatives.size(); i++) {
			String place = "frames[%d].".formatted(i);
			this.alternatives.get(i)
				.settings()
				.without("max-frame-size")
				.values()
				.forEach((name, word) -> words.put(place + name, word));
		}
		return new Settings(words);
	}

	/**
	 * The settings of {@code first-of}, beside {@code frames}.
	 *
	 * @param maxFrameSize the most bytes of a payload of any of the frames
	 */
	record Options(@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize).throwIfAny();
		}

	}

}
