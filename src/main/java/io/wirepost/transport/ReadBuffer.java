package io.wirepost.transport;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.overload.MemoryBudget;

/**
 * The reads of a connection that may not be passed on yet, in order. Every slowed
 * connection may have one; there are more only at the end of its stream, and these count
 * towards a budget. Used on the connection's event loop.
 */
final class ReadBuffer {

	private final Queue<Object> reads = new ArrayDeque<>(2);

	private final MemoryBudget.Part counted;

	/** The bytes of all reads but the first. */
	private int bytes;

	ReadBuffer(MemoryBudget all) {
		this.counted = all.part();
	}

	boolean isEmpty() {
		return this.reads.isEmpty();
	}

	/**
	 * Adds a read.
	 * @return false if all connections together hold too much; it is added anyway
	 */
	boolean add(Object read) {
		if (!this.reads.isEmpty()) {
			this.bytes += size(read);
		}
		this.reads.add(read);
		return this.counted.hold(this.bytes);
	}

	/** Removes the first read. There has to be one. */
	Object next() {
		Object next = this.reads.remove();
		if (!this.reads.isEmpty()) {
			this.bytes -= size(this.reads.element());
			this.counted.hold(this.bytes);
		}
		return next;
	}

	void release() {
		while (!isEmpty()) {
			ReferenceCountUtil.release(next());
		}
	}

	private static int size(Object read) {
		return (read instanceof ByteBuf chunk) ? chunk.capacity() : 0;
	}

}
