package io.wirepost.overload;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/** The share of direct memory that is in socket buffers. */
final class DirectMemoryPressure implements Pressure {

	@Override
	public double now() {
		// Pooled but unused memory is not counted: it is free.
		return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() / (double) PlatformDependent.maxDirectMemory();
	}

}
