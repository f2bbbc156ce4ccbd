package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.Escape;
import org.jspecify.annotations.Nullable;

/**
 * Frames between flags: the same bytes begin and end a frame. One flag can do both, so
 * what is between two flags is a frame, unless it is empty. Bytes before the first flag
 * are garbage. Used on the connection's event loop.
 */
final class FlagScan extends ClosedScan {

	private final ByteSequence flag;

	private final boolean strip;

	FlagScan(ByteSequence flag, int most, String exceeded, @Nullable Escape escape, boolean strip) {
		super(flag, most, exceeded, escape, 0);
		this.flag = flag;
		this.strip = strip;
		beginBehindClosing();
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		ByteBuf content = super.payload(in, begin, size - this.flag.length(), allocator);
		if (this.strip) {
			return content;
		}
		byte[] bytes = this.flag.toByteArray();
		ByteBuf whole = allocator.buffer(content.readableBytes() + 2 * bytes.length)
			.writeBytes(bytes)
			.writeBytes(content)
			.writeBytes(bytes);
		content.release();
		return whole;
	}

	@Override
	String expected() {
		return "a frame begins and ends with %s".formatted(this.flag);
	}

	@Override
	int before() {
		return this.flag.length();
	}

	@Override
	int minimum() {
		return 1;
	}

	@Override
	boolean toleratesGarbage() {
		return true;
	}

}
