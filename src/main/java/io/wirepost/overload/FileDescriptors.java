package io.wirepost.overload;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.UnixOperatingSystemMXBean;

import org.springframework.stereotype.Component;

/**
 * How many sockets the process may open, for devices and for HTTP, so that enough file
 * descriptors remain for the store: a store that cannot open a file would stop every
 * device. Safe for all threads.
 */
@Component
public class FileDescriptors {

	private static final long RESERVE = 1024;

	private static final long MOST_HTTP = 8192;

	private final long budget;

	private final int http;

	private final AtomicLong taken = new AtomicLong();

	FileDescriptors() {
		long maximum = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
		this.http = (int) Math.min(MOST_HTTP, maximum / 8);
		this.budget = maximum - Math.min(RESERVE + this.http, maximum / 2);
	}

	/** The most HTTP connections at a time. */
	public int http() {
		return this.http;
	}

	/** A socket was opened. */
	public void taken() {
		this.taken.incrementAndGet();
	}

	/** A socket was closed. */
	public void returned() {
		this.taken.decrementAndGet();
	}

	/** Whether one more socket may be opened. */
	public boolean hasRoom() {
		return this.taken.get() < this.budget;
	}

}
