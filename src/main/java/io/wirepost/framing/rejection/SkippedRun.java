package io.wirepost.framing.rejection;

import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are skipped one after the other, on their way to becoming one rejection. A
 * run is reported as soon as it begins. What follows in later reads is reported where the
 * run ends, or has {@value #ENOUGH} more bytes, so that bytes that arrive one by one are
 * not one rejection each. Used on the connection's event loop.
 */
public final class SkippedRun {

	private static final int ENOUGH = 1024;

	private @Nullable Refusal cause;

	private long offset;

	private long size;

	private byte[] first = new byte[0];

	/** Whether a part of the run is reported. */
	private boolean reported;

	/** How many bytes were skipped since the last frame. */
	private long total;

	/**
	 * Adds bytes at the reader index.
	 * @param offset where they begin in the stream
	 */
	public void add(ByteBuf in, int size, long offset, Refusal why) {
		if (this.cause == null) {
			this.cause = why;
			this.offset = offset;
			this.size = 0;
			this.first = new byte[0];
		}
		int kept = this.first.length;
		int more = Math.min(size, Rejection.HEAD_BYTES - kept);
		if (more > 0) {
			this.first = Arrays.copyOf(this.first, kept + more);
			in.getBytes(in.readerIndex(), this.first, kept, more);
		}
		this.size += size;
		this.total += size;
	}

	/** How many bytes were skipped since the last frame. */
	public long total() {
		return this.total;
	}

	/** Reports what there is, if it is new or enough. */
	public void report(List<Object> out) {
		if (!this.reported || this.size >= ENOUGH) {
			reportAll(out);
		}
	}

	/** Reports what there is, if it has another reason. */
	public void reportUnless(Reason reason, List<Object> out) {
		if (this.cause != null && this.cause.reason() != reason) {
			reportAll(out);
		}
	}

	/** Reports what there is. */
	public void reportAll(List<Object> out) {
		Refusal why = this.cause;
		if (why != null) {
			out.add(new Rejection(why.reason(), why.detail().get(), this.offset, this.size, Payload.owning(this.first),
					false));
			this.cause = null;
			this.reported = true;
		}
	}

	/** Reports what there is: a frame follows. */
	public void end(List<Object> out) {
		reportAll(out);
		this.reported = false;
		this.total = 0;
	}

}
