package io.wirepost.connection;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.UnixOperatingSystemMXBean;

import org.springframework.stereotype.Component;

/**
 * How many more sockets the process may open, with some descriptors left over for the
 * store's files and for HTTP: a store that cannot open a file would stop every device.
 * Safe for all threads.
 */
@Component
class FileDescriptors {

	private static final long RESERVE = 1024;

	private final long budget;

	private final AtomicLong taken = new AtomicLong();

	FileDescriptors() {
		long maximum = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
		this.budget = maximum - Math.min(RESERVE, maximum / 2);
	}

	void taken() {
		this.taken.incrementAndGet();
	}

	void returned() {
		this.taken.decrementAndGet();
	}

	boolean hasRoom() {
		return this.taken.get() < this.budget;
	}

}
