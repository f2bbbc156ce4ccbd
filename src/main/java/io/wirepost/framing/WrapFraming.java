package io.wirepost.framing;

import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Puts bytes before and behind what is sent, whatever it is. Only for sending.
 *
 * @param prefix null for none
 * @param suffix null for none
 */
record WrapFraming(@Nullable ByteSequence prefix, @Nullable ByteSequence suffix, FrameLimit limit) implements Framing {

	static WrapFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new WrapFraming(sequence(options.prefix), sequence(options.suffix), FrameLimit.of(options.maxFrameSize));
	}

	private static @Nullable ByteSequence sequence(@Nullable String word) {
		return (word != null) ? ByteSequence.parse(word) : null;
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		throw new UnsupportedOperationException("This framing only sends");
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.wrap(bytes(this.prefix), payload, bytes(this.suffix));
		if (this.suffix != null) {
			int begin = bytes(this.prefix).length;
			int end = this.suffix.indexIn(Unpooled.wrappedBuffer(wire), begin) - begin;
			if (end < payload.size()) {
				throw new PayloadNotFrameableException(
						"The suffix %s would end the frame here; send one frame at a time".formatted(this.suffix), end);
			}
		}
		return wire;
	}

	private static byte[] bytes(@Nullable ByteSequence sequence) {
		return (sequence != null) ? sequence.toByteArray() : new byte[0];
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(Map.of("max-frame-size", this.limit.word()));
		if (this.prefix != null) {
			words.put("prefix", this.prefix.toString());
		}
		if (this.suffix != null) {
			words.put("suffix", this.suffix.toString());
		}
		return new Settings(words);
	}

	/**
	 * The settings of {@code send} where it has no {@code type}.
	 *
	 * @param prefix the bytes before each payload
	 * @param suffix the bytes behind each payload
	 * @param maxFrameSize the most bytes between them; that of the framing by default
	 */
	record Options(@Nullable String prefix, @Nullable String suffix,
			@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			Faults faults = FrameLimit.check(new Faults(), maxFrameSize)
				.that(prefix != null || suffix != null, "suffix",
						"or prefix has to be set, or a type, as a framing has");
			if (prefix != null) {
				ByteSequence.check(faults, "prefix", prefix, "the bytes before each payload");
			}
			if (suffix != null) {
				ByteSequence.check(faults, "suffix", suffix, "the bytes behind each payload");
			}
			faults.throwIfAny();
		}

	}

}
