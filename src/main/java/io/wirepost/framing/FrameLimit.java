package io.wirepost.framing;

import java.util.Arrays;

import io.wirepost.message.Payload;

import io.wirepost.settings.Faults;

import org.springframework.util.unit.DataSize;

/**
 * The most bytes that a frame's payload may have.
 *
 * @param bytes from 1 to {@link #MAXIMUM}
 */
record FrameLimit(int bytes) {

	static final String DEFAULT = "64KB";

	/**
	 * Each connection may buffer one frame of this size, and a complete one is copied on
	 * its way into and out of the journal: a larger limit would let few peers fill the
	 * memory.
	 */
	static final DataSize MAXIMUM = DataSize.ofMegabytes(64);

	static FrameLimit of(DataSize size) {
		return new FrameLimit((int) size.toBytes());
	}

	private static boolean allows(DataSize size) {
		return size.toBytes() >= 1 && size.compareTo(MAXIMUM) <= 0;
	}

	/** Adds a fault if {@code max-frame-size} is out of range. */
	static Faults check(Faults faults, DataSize size) {
		return faults.that(allows(size), "max-frame-size", "'%s' is not between 1B and %s", word(size.toBytes()),
				word(MAXIMUM.toBytes()));
	}

	/** The size in the notation of settings. */
	static String word(long bytes) {
		for (String unit : new String[] { "MB", "KB" }) {
			long one = DataSize.parse("1" + unit).toBytes();
			if (bytes >= one && bytes % one == 0) {
				return bytes / one + unit;
			}
		}
		return bytes + "B";
	}

	/** A sentence about a frame above the limit. */
	String exceeded() {
		return "The frame is larger than max-frame-size, %s".formatted(word());
	}

	String word() {
		return word(this.bytes);
	}

	/**
	 * Puts bytes around a payload.
	 * @throws PayloadTooLargeException if the payload is above the limit
	 */
	byte[] wrap(byte[] before, Payload payload, byte[] after) {
		check(payload);
		byte[] wire = new byte[before.length + payload.size() + after.length];
		System.arraycopy(before, 0, wire, 0, before.length);
		payload.asByteBuffer().get(wire, before.length, payload.size());
		System.arraycopy(after, 0, wire, before.length + payload.size(), after.length);
		return wire;
	}

	/** Puts bytes one after the other. */
	static byte[] join(byte[] first, byte[] second, byte[] third) {
		byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		System.arraycopy(third, 0, all, first.length + second.length, third.length);
		return all;
	}

	/**
	 * A copy of a payload's bytes.
	 * @throws PayloadTooLargeException if the payload is above the limit
	 */
	byte[] copy(Payload payload) {
		check(payload);
		return payload.toByteArray();
	}

	private void check(Payload payload) {
		if (payload.size() > this.bytes) {
			throw new PayloadTooLargeException(payload.size(), this.bytes);
		}
	}

}
