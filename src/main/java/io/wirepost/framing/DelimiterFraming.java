package io.wirepost.framing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.ClosingSearch;
import io.wirepost.framing.bytes.Escape;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code delimiter}: the same bytes end every frame. Two delimiters in a row are an empty
 * frame.
 *
 * @param escape how the delimiter can be in a payload; null if it cannot
 */
record DelimiterFraming(ByteSequence delimiter, @Nullable Escape escape, FrameLimit limit) implements Shape {

	static final String TYPE = "delimiter";

	static DelimiterFraming of(Settings settings) {
		Faults faults = new Faults();
		Escape escape = Escape.of(settings, faults);
		Options options = faults.read("", () -> settings.withoutBelow("escape").bind(Options.class));
		Options all = faults.unlessAny(options);
		return new DelimiterFraming(ByteSequence.parse(Objects.requireNonNull(all.delimiter)), escape,
				FrameLimit.of(all.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new ClosedScan(this.delimiter, most, this.limit.exceeded(), this.escape, 0);
	}

	@Override
	public boolean hasOwnDecoder() {
		return this.escape == null;
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.delimiter, this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		if (this.escape != null) {
			byte[] content = this.limit.copy(payload);
			byte[] escaped = this.escape.encode(content, 0, content.length, this.delimiter.first());
			return FrameLimit.join(new byte[0], escaped, this.delimiter.toByteArray());
		}
		byte[] wire = this.limit.wrap(new byte[0], payload, this.delimiter.toByteArray());
		int end = this.delimiter.indexIn(Unpooled.wrappedBuffer(wire), 0);
		if (end < payload.size()) {
			throw new PayloadNotFrameableException(
					"The delimiter %s would end the frame here; send the frames one by one, without delimiters"
						.formatted(this.delimiter),
					end);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(
				Map.of("type", TYPE, "delimiter", this.delimiter.toString(), "max-frame-size", this.limit.word()));
		if (this.escape != null) {
			words.putAll(this.escape.words());
		}
		return new Settings(words);
	}

	/**
	 * The settings of {@code delimiter}.
	 *
	 * @param delimiter the bytes that end a frame, as {@link ByteSequence} reads them
	 * @param maxFrameSize the most bytes of a frame, the delimiter not counted
	 */
	record Options(@Nullable String delimiter, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			Faults faults = ByteSequence.check(new Faults(), "delimiter", delimiter, "the bytes that end a frame");
			FrameLimit.check(faults, maxFrameSize).throwIfAny();
		}

	}

	private static final class Decoder extends StreamDecoder {

		private final ByteSequence delimiter;

		private final ClosingSearch search;

		Decoder(ByteSequence delimiter, FrameLimit limit) {
			super(limit);
			this.delimiter = delimiter;
			this.search = new ClosingSearch(delimiter, limit.bytes());
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			int size = this.search.sizeFrom(in, in.readerIndex());
			if (size == ClosingSearch.TOO_LARGE) {
				out.add(tooLarge(in));
			}
			else if (size != ClosingSearch.OPEN) {
				out.add(in.readRetainedSlice(size));
				in.skipBytes(this.delimiter.length());
			}
		}

	}

}
