package io.wirepost.framing;

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
	 * Each connection may hold one frame of this size while it comes, and a whole one is
	 * copied on its way to the journal and out of it: more would let few peers fill the
	 * memory. Larger things belong in several frames.
	 */
	static final DataSize MAXIMUM = DataSize.ofMegabytes(64);

	static FrameLimit of(DataSize size) {
		return new FrameLimit((int) size.toBytes());
	}

	private static boolean allows(DataSize size) {
		return size.toBytes() >= 1 && size.compareTo(MAXIMUM) <= 0;
	}

	/** Finds fault with a {@code max-frame-size} that there may not be. */
	static Faults check(Faults faults, DataSize size) {
		return faults.that(allows(size), "max-frame-size", "'%s' is not between 1B and %s", word(size.toBytes()),
				word(MAXIMUM.toBytes()));
	}

	/** The size as a user writes it. */
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
