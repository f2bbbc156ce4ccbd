package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.wirepost.framing.bytes.ByteSequence;

/** Lines, whose end may have a CR before the LF. Used on the connection's event loop. */
class LineScan extends ClosedScan {

	private static final ByteSequence LF = ByteSequence.parse("0A");

	LineScan(int most, String exceeded) {
		super(LF, most, exceeded, null, 1);
	}

	@Override
	final int contentSize(ByteBuf in, int begin, int found) {
		return (found > 0 && in.getByte(begin + found - 1) == '\r') ? found - 1 : found;
	}

}
