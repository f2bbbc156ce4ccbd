package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** {@code fixed-length}: every frame has the same size. */
record FixedLengthFraming(int length, FrameLimit limit) implements Shape {

	static final String TYPE = "fixed-length";

	static FixedLengthFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new FixedLengthFraming((int) Objects.requireNonNull(options.length).toBytes(),
				FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new FixedLengthScan(this.length);
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.length, this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.copy(payload);
		if (wire.length != this.length) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes; every frame here has %d (length)".formatted(wire.length, this.length),
					Math.min(wire.length, this.length));
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(
				Map.of("type", TYPE, "length", FrameLimit.word(this.length), "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code fixed-length}.
	 *
	 * @param length the size of every frame
	 * @param maxFrameSize the most that {@code length} may be
	 */
	record Options(@Nullable DataSize length, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize)
				.that(length != null, "length", "has to be set: the size of every frame, such as 24 or 1KB")
				.that(length == null || length.toBytes() >= 1, "length", "'%s' is below 1B", length)
				.that(length == null || length.compareTo(maxFrameSize) <= 0, "length",
						"'%s' is above max-frame-size, %s: set that too", length,
						FrameLimit.word(maxFrameSize.toBytes()))
				.throwIfAny();
		}

	}

	private static final class Decoder extends StreamDecoder {

		private final int length;

		Decoder(int length, FrameLimit limit) {
			super(limit);
			this.length = length;
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			if (in.readableBytes() >= this.length) {
				out.add(in.readRetainedSlice(this.length));
			}
		}

	}

}
