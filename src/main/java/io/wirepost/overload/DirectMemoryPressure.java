package io.wirepost.overload;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/** How much of the memory outside the heap is in buffers of the sockets. */
final class DirectMemoryPressure implements Pressure {

	@Override
	public double now() {
		// What is kept for later use is not counted: it is free, though not returned.
		return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() / (double) PlatformDependent.maxDirectMemory();
	}

}
