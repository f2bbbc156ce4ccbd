package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.wirepost.framing.bytes.Magic;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code json}: one JSON object or array after another, with or without white space
 * between them, in ASCII or UTF-8. A frame ends where its brackets are balanced; whether
 * it is valid JSON is not checked.
 */
record JsonFraming(FrameLimit limit) implements Shape {

	static final String TYPE = "json";

	static JsonFraming of(Settings settings) {
		return new JsonFraming(FrameLimit.of(settings.bind(Options.class).maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new JsonScan(most, this.limit.exceeded(), alone);
	}

	@Override
	public List<Magic> beginnings() {
		return List.of(Magic.parse("7B"), Magic.parse("5B"));
	}

	static boolean isWhiteSpace(byte value) {
		return value == ' ' || value == '\n' || value == '\r' || value == '\t';
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.copy(payload);
		if (wire.length == 0 || !Brackets.isOpening(wire[0])) {
			throw new PayloadNotFrameableException(
					"The payload does not begin with { or [; send one JSON object or array, without white space before it",
					0);
		}
		Brackets brackets = new Brackets();
		int end = 0;
		while (end < wire.length && brackets.process(wire[end])) {
			end++;
		}
		if (end != wire.length - 1) {
			throw new PayloadNotFrameableException(
					(end == wire.length) ? "The JSON object or array is not closed"
							: "There is more after the JSON object or array: send one, without white space after it",
					Math.min(end + 1, wire.length));
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code json}.
	 *
	 * @param maxFrameSize the most bytes of an object or array
	 */
	record Options(@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize).throwIfAny();
		}

	}

	/**
	 * Counts brackets outside of strings, byte by byte, until all are closed; then it can
	 * be used again.
	 */
	static final class Brackets implements ByteProcessor {

		private int open;

		private boolean inString;

		private boolean escaped;

		static boolean isOpening(byte value) {
			return value == '{' || value == '[';
		}

		/** Takes the next byte. Returns false if it closes the object or array. */
		@Override
		public boolean process(byte value) {
			if (this.inString) {
				this.inString = this.escaped || value != '"';
				this.escaped = !this.escaped && value == '\\';
				return true;
			}
			this.inString = value == '"';
			if (isOpening(value)) {
				this.open++;
			}
			else if (value == '}' || value == ']') {
				this.open--;
			}
			return this.open > 0;
		}

	}

	/**
	 * Netty's JsonObjectDecoder counts other frames of the same read towards a frame's
	 * maximum, and puts the whole buffer in hex into its exception. {@link Brackets}
	 * checks frames in both directions by the same rule.
	 */
	private static final class Decoder extends StreamDecoder {

		private final Brackets brackets = new Brackets();

		/** How many bytes of the current frame are counted. */
		private int searched;

		Decoder(FrameLimit limit) {
			super(limit);
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			if (this.searched == 0) {
				skipWhiteSpace(in);
				beginFrame(in);
			}
			if (!in.isReadable()) {
				return;
			}
			if (this.searched == 0 && !Brackets.isOpening(in.getByte(in.readerIndex()))) {
				out.add(lose(Reason.GARBAGE, "A JSON object or array begins with { or [", in));
				return;
			}
			int end = in.forEachByte(in.readerIndex() + this.searched, in.readableBytes() - this.searched,
					this.brackets);
			int size = (end >= 0) ? end + 1 - in.readerIndex() : in.readableBytes();
			if (size > limit().bytes()) {
				out.add(tooLarge(in));
			}
			else if (end < 0) {
				this.searched = size;
			}
			else {
				out.add(in.readRetainedSlice(size));
				this.searched = 0;
			}
		}

		private static void skipWhiteSpace(ByteBuf in) {
			int index = in.readerIndex();
			while (index < in.writerIndex() && isWhiteSpace(in.getByte(index))) {
				index++;
			}
			in.readerIndex(index);
		}

	}

}
