package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code line}: LF ends a frame, and one CR before it is dropped. An empty line is an
 * empty frame.
 */
record LineFraming(LineEnd send, FrameLimit limit) implements Shape {

	static final String TYPE = "line";

	static LineFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new LineFraming(options.send, FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new LineScan(most, this.limit.exceeded());
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.wrap(new byte[0], payload, this.send.bytes);
		int size = payload.size();
		for (int i = 0; i < size; i++) {
			if (wire[i] == '\n') {
				throw new PayloadNotFrameableException("A line feed would end the line; send one line at a time", i);
			}
		}
		if (this.send == LineEnd.LF && size > 0 && wire[size - 1] == '\r') {
			throw new PayloadNotFrameableException(
					"A carriage return at the end would be taken for part of the line ending; leave it out, or set send: CRLF",
					size - 1);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "send", this.send.name(), "max-frame-size", this.limit.word()));
	}

	/** The line ending that is sent. */
	enum LineEnd {

		LF("\n"), CRLF("\r\n");

		private final byte[] bytes;

		LineEnd(String bytes) {
			this.bytes = new byte[bytes.length()];
			for (int i = 0; i < bytes.length(); i++) {
				this.bytes[i] = (byte) bytes.charAt(i);
			}
		}

		byte[] bytes() {
			return this.bytes.clone();
		}

	}

	/**
	 * The settings of {@code line}.
	 *
	 * @param send the line ending that is sent; both are accepted
	 * @param maxFrameSize the most bytes of a line, its end not counted
	 */
	record Options(@DefaultValue("LF") LineEnd send, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize).throwIfAny();
		}

	}

	private static final class Decoder extends StreamDecoder {

		/** How many bytes of the current line have no line feed. */
		private int searched;

		Decoder(FrameLimit limit) {
			super(limit);
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			int begin = in.readerIndex();
			int end = in.indexOf(begin + this.searched, in.writerIndex(), (byte) '\n');
			int size = ((end >= 0) ? end : in.writerIndex()) - begin;
			this.searched = (end >= 0) ? 0 : size;
			// A CR at the end may belong to a line ending whose LF has not arrived yet.
			boolean carriageReturn = size > 0 && in.getByte(begin + size - 1) == '\r';
			int content = carriageReturn ? size - 1 : size;
			if (content > limit().bytes()) {
				out.add(tooLarge(in));
			}
			else if (end >= 0) {
				out.add(in.readRetainedSlice(content));
				in.readerIndex(end + 1);
			}
		}

	}

}
