package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.ClosingSearch;
import io.wirepost.framing.bytes.Escape;
import io.wirepost.framing.bytes.Magic;
import io.wirepost.framing.rejection.Rejection.Reason;
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
 * Where start and end are the same, what is between two of them is a frame: one can end a
 * frame and begin the next, and nothing between two is no message.
 *
 * @param escape how the end can be in a payload; null if it cannot
 * @param strip whether start and end are no part of the payload
 */
record StartEndFraming(ByteSequence start, ByteSequence end, @Nullable Escape escape, boolean strip,
		FrameLimit limit) implements Shape {

	static final String TYPE = "start-end";

	static StartEndFraming of(Settings settings) {
		Faults faults = new Faults();
		Escape escape = Escape.of(settings, faults);
		Options options = faults.unlessAny(faults.read("", () -> settings.withoutBelow("escape").bind(Options.class)));
		ByteSequence start = ByteSequence.parse(Objects.requireNonNull(options.start));
		ByteSequence end = ByteSequence.parse(Objects.requireNonNull(options.end));
		faults
			.that(escape == null || escape.kind() != Escape.Kind.DOUBLE || end.first() == escape.mark(), "end",
					"has to begin with the escape byte where that is doubled, such as \"1003\"")
			.that(options.strip || start.length() + end.length() <= options.maxFrameSize.toBytes(), "max-frame-size",
					"is less than start and end, which are part of the payload with strip: false")
			.throwIfAny();
		return new StartEndFraming(start, end, escape, options.strip, FrameLimit.of(options.maxFrameSize));
	}

	/** Whether the same bytes begin and end a frame. */
	boolean isFlagged() {
		return this.start.equals(this.end);
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		int content = this.strip ? most : most - this.start.length() - this.end.length();
		return (alone && isFlagged())
				? new FlagScan(this.start, content, this.limit.exceeded(), this.escape, this.strip)
				: new StartEndScan(this, content);
	}

	@Override
	public List<Magic> beginnings() {
		return List.of(Magic.of(this.start));
	}

	@Override
	public boolean strips() {
		return this.strip;
	}

	@Override
	public boolean hasOwnDecoder() {
		return this.strip && this.escape == null && !isFlagged();
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this);
	}

	@Override
	public byte[] encode(Payload payload) {
		if (!this.strip || this.escape != null) {
			return wrapped(this.limit.copy(payload));
		}
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

	private byte[] wrapped(byte[] payload) {
		byte[] start = this.start.toByteArray();
		byte[] end = this.end.toByteArray();
		int from = this.strip ? 0 : start.length;
		int to = payload.length - (this.strip ? 0 : end.length);
		if (!this.strip && (from > to || !Arrays.equals(payload, 0, from, start, 0, from)
				|| !Arrays.equals(payload, to, payload.length, end, 0, end.length))) {
			throw new PayloadNotFrameableException(
					"The payload has to begin with %s and end with %s (strip: false)".formatted(this.start, this.end),
					0);
		}
		if (from == to && !this.strip && isFlagged()) {
			throw new PayloadNotFrameableException(
					"There is nothing between %s and %s: that is no frame where both ends are the same"
						.formatted(this.start, this.end),
					0);
		}
		byte[] content = (this.escape != null) ? this.escape.encode(payload, from, to, start[0], end[0])
				: Arrays.copyOfRange(payload, from, to);
		return FrameLimit.join(start, content, end);
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(Map.of("type", TYPE, "start", this.start.toString(), "end",
				this.end.toString(), "max-frame-size", this.limit.word()));
		if (!this.strip) {
			words.put("strip", "false");
		}
		if (this.escape != null) {
			words.putAll(this.escape.words());
		}
		return new Settings(words);
	}

	/**
	 * The settings of {@code start-end}.
	 *
	 * @param start the bytes that begin a frame, as {@link ByteSequence} reads them
	 * @param end the bytes that end a frame
	 * @param strip whether start and end are removed from the payload, and put on when
	 * sending
	 * @param maxFrameSize the most bytes between start and end, and of garbage between
	 * frames
	 */
	record Options(@Nullable String start, @Nullable String end, @DefaultValue("true") boolean strip,
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
			this.search = new ClosingSearch(framing.end, framing.limit.bytes());
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
