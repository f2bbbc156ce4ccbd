package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.bytes.Magic;
import io.wirepost.framing.bytes.Trailer;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** A framing with the settings that all framings have in common. */
record ShapedFraming(Shape shape, CommonSettings common) implements CheckedFraming {

	@Override
	public int maxFrameSize() {
		return this.shape.maxFrameSize();
	}

	@Override
	public FrameDecoder newDecoder() {
		return newDecoder(null);
	}

	@Override
	public FrameDecoder newDecoder(@Nullable Checksum checksum) {
		return new ScanningDecoder(newScan(true), this.shape.limit(), this.common, checksum);
	}

	/**
	 * @param alone whether no alternatives are tried beside it
	 */
	Scan newScan(boolean alone) {
		return new PartScan(this.shape.newScan(maxFrameSize() - kept(), alone), this.shape, this.common);
	}

	/** How many bytes of the trailer are at the end of a payload. */
	private int kept() {
		Trailer trailer = this.common.trailer();
		return (!this.shape.countsTrailer() && this.common.keepsTrailer(this.shape)) ? trailer.length() : 0;
	}

	@Override
	public byte[] encode(Payload payload) {
		if (payload.size() > maxFrameSize()) {
			throw new PayloadTooLargeException(payload.size(), maxFrameSize());
		}
		Scan scan = newScan(true);
		byte[] wire = wire(payload);
		checkBeginning(wire, payload);
		if (payload.size() < Math.max(this.common.minimum(), scan.minimum())) {
			throw new PayloadNotFrameableException("The payload has %d bytes, fewer than min-frame-size, %d"
				.formatted(payload.size(), Math.max(this.common.minimum(), scan.minimum())), payload.size());
		}
		checkReadBack(scan, wire, payload);
		return wire;
	}

	private byte[] wire(Payload payload) {
		Trailer trailer = this.common.trailer();
		if (trailer.isNone() || this.shape.countsTrailer()) {
			return this.shape.encode(payload);
		}
		byte[] bytes = payload.toByteArray();
		int content = bytes.length - kept();
		if (content < 0) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes, but has to end with the %d bytes of the trailer".formatted(bytes.length,
							kept()),
					bytes.length);
		}
		byte[] end = (kept() > 0) ? Arrays.copyOfRange(bytes, content, bytes.length) : trailer.fixed();
		byte[] front = this.shape.encode(Payload.owning(Arrays.copyOf(bytes, content)));
		byte[] wire = Arrays.copyOf(front, front.length + end.length);
		System.arraycopy(end, 0, wire, front.length, end.length);
		return wire;
	}

	private void checkBeginning(byte[] wire, Payload payload) {
		int wrong = this.common.magic().mismatch(wire);
		if (wrong >= 0) {
			throw new PayloadNotFrameableException(
					"The frame has to begin with %s on the wire (magic)".formatted(this.common.magic()),
					Math.min(wrong, payload.size()));
		}
		ByteBuf in = Unpooled.wrappedBuffer(wire);
		for (ByteSequence sequence : this.common.between().sequences()) {
			if (sequence.fit(in, 0) != Fit.NO) {
				throw new PayloadNotFrameableException(
						"The frame would begin with %s, which means nothing between frames (between)"
							.formatted(sequence),
						0);
			}
		}
	}

	/** What is sent has to be read as one frame with this payload. */
	private void checkReadBack(Scan scan, byte[] wire, Payload payload) {
		ByteBuf in = Unpooled.wrappedBuffer(wire);
		int begin = 0;
		for (int blank = scan.blank(in, begin); blank > 0
				&& begin + blank < wire.length; blank = scan.blank(in, begin)) {
			begin += blank;
		}
		int size = (wire.length > 0 && scan.fit(in, begin) == Fit.YES) ? scan.size(in, begin) : Scan.REFUSED;
		String why = (size == Scan.REFUSED) ? scan.refusal().detail().get()
				: (size == Scan.OPEN) ? "The frame would not end" : "The frame would end earlier";
		if (begin + size == wire.length && begin <= scan.before()) {
			ByteBuf back = scan.payload(in, begin, size, Unpooled.buffer().alloc());
			boolean isSame = back.nioBuffer().equals(payload.asByteBuffer());
			back.release();
			if (isSame) {
				return;
			}
			why = "The payload would be read back as another";
		}
		throw new PayloadNotFrameableException(
				"%s; send what is one frame in this framing".formatted(why.isEmpty() ? "No frame begins so" : why),
				Math.max(0, Math.min(payload.size(), size)));
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(this.shape.settings().values());
		words.putAll(this.common.words());
		return new Settings(words);
	}

	/** The first bytes of its frames. */
	List<Magic> beginnings() {
		return this.shape.beginnings().stream().map((one) -> one.and(this.common.magic())).toList();
	}

}
