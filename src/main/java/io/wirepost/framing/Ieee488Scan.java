package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.wirepost.framing.rejection.Rejection.Reason;

/**
 * Lines, and blocks of a definite length that a line feed follows. Used on the
 * connection's event loop.
 */
final class Ieee488Scan extends LineScan {

	private final int most;

	private final String exceeded;

	Ieee488Scan(int most, String exceeded) {
		super(most, exceeded);
		this.most = most;
		this.exceeded = exceeded;
	}

	@Override
	int bodySize(ByteBuf in, int begin) {
		int arrived = in.writerIndex() - begin;
		if (in.getByte(begin) != '#') {
			return 0;
		}
		if (arrived < 2) {
			return OPEN;
		}
		int digits = in.getByte(begin + 1) - '0';
		// #0 is a block up to the line feed; #H, #Q and #B are numbers (IEEE 488.2, 8.7).
		return (digits < 1 || digits > 9) ? 0 : blockSize(in, begin, digits);
	}

	private int blockSize(ByteBuf in, int begin, int digits) {
		long length = 0;
		for (int i = begin + 2; i < begin + 2 + digits; i++) {
			if (i == in.writerIndex()) {
				return OPEN;
			}
			int digit = in.getByte(i) - '0';
			if (digit < 0 || digit > 9) {
				return refuse(Reason.BAD_LENGTH, i - begin + 1,
						() -> "A block begins with # and its number of digits, but they are no number");
			}
			length = 10 * length + digit;
		}
		long size = 2 + digits + length;
		if (size > this.most) {
			return refuse(Reason.TOO_LARGE, 2 + digits, () -> this.exceeded);
		}
		return (in.writerIndex() - begin >= size) ? (int) size : OPEN;
	}

}
