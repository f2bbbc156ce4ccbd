package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wirepost.framing.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code start-end}: fixed bytes begin a frame, others end it. The start bytes inside a
 * frame are payload. Bytes between frames, line endings too, are garbage: each run is
 * rejected once, as soon as it begins, so that a wrong framing is noticed at once. The
 * frame after it still counts, unless the run is longer than {@code max-frame-size}.
 */
record StartEndFraming(ByteSequence start, ByteSequence end, FrameLimit limit) implements Framing {

	static final String TYPE = "start-end";

	static StartEndFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new StartEndFraming(ByteSequence.parse(Objects.requireNonNull(options.start)),
				ByteSequence.parse(Objects.requireNonNull(options.end)), FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.wrap(this.start.toByteArray(), payload, this.end.toByteArray());
		int end = this.end.indexIn(Unpooled.wrappedBuffer(wire), this.start.length()) - this.start.length();
		if (end < payload.size()) {
			throw new PayloadNotFrameableException(
					"The bytes %s would end the frame here; send what is between start and end, one frame at a time"
						.formatted(this.end),
					end);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "start", this.start.toString(), "end", this.end.toString(),
				"max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code start-end}.
	 *
	 * @param start the bytes that begin a frame, as {@link ByteSequence} reads them
	 * @param end the bytes that end a frame
	 * @param maxFrameSize the most bytes between start and end, and of garbage between
	 * frames
	 */
	record Options(@Nullable String start, @Nullable String end,
			@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			Faults faults = ByteSequence.check(new Faults(), "start", start, "the bytes that begin a frame");
			ByteSequence.check(faults, "end", end, "the bytes that end a frame");
			FrameLimit.check(faults, maxFrameSize).throwIfAny();
		}

	}

	private static final class Decoder extends StreamDecoder {

		private final StartEndFraming framing;

		private final ClosingSearch search;

		private boolean inside;

		private int garbage;

		Decoder(StartEndFraming framing) {
			super(framing.limit);
			this.framing = framing;
			this.search = new ClosingSearch(framing.end, framing.limit);
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			if (this.inside) {
				decodeInside(in, out);
			}
			else {
				findStart(in, out);
			}
		}

		private void findStart(ByteBuf in, List<Object> out) {
			int start = this.framing.start.indexIn(in, in.readerIndex());
			this.inside = start >= 0;
			int before = (this.inside ? start : this.framing.start.begunIn(in, in.readerIndex())) - in.readerIndex();
			if (before > 0) {
				dropGarbage(in, before, out);
			}
			if (this.inside) {
				this.garbage = 0;
				decodeInside(in, out);
			}
		}

		private void dropGarbage(ByteBuf in, int size, List<Object> out) {
			boolean isNew = this.garbage == 0;
			this.garbage += size;
			if (this.garbage > this.framing.limit.bytes()) {
				out.add(lose(Reason.GARBAGE, "No frame began (%s) within max-frame-size, %s"
					.formatted(this.framing.start, this.framing.limit.word()), in));
				this.inside = false;
			}
			else if (isNew) {
				out.add(reject(Reason.GARBAGE,
						"These bytes are outside of any frame; a frame begins with %s and ends with %s"
							.formatted(this.framing.start, this.framing.end),
						in, size));
			}
			else {
				in.skipBytes(size);
			}
		}

		private void decodeInside(ByteBuf in, List<Object> out) {
			beginFrame(in);
			int start = this.framing.start.length();
			int size = this.search.sizeFrom(in, in.readerIndex() + start);
			if (size == ClosingSearch.TOO_LARGE) {
				out.add(tooLarge(in));
			}
			else if (size != ClosingSearch.OPEN) {
				out.add(in.skipBytes(start).readRetainedSlice(size));
				in.skipBytes(this.framing.end.length());
				this.inside = false;
			}
		}

	}

}
