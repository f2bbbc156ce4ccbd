package io.wirepost.protocol.expression;

import java.nio.ByteBuffer;

import io.wirepost.message.Payload;

/**
 * A value of CEL's type {@code bytes}: a view of bytes that do not change, so that a part
 * of a frame is no copy. Compares as unsigned bytes.
 */
final class Bytes implements Comparable<Bytes> {

	/** Only read at absolute places, so that all threads may do it. */
	private final ByteBuffer buffer;

	private Bytes(ByteBuffer buffer) {
		this.buffer = buffer;
	}

	/** Without a copy: for an array that nobody changes any more. */
	static Bytes owning(byte[] bytes) {
		return new Bytes(ByteBuffer.wrap(bytes));
	}

	static Bytes of(Payload payload) {
		return new Bytes(payload.asByteBuffer());
	}

	int size() {
		return this.buffer.limit();
	}

	/** The byte at an index, 0 to 255. */
	int at(int index) {
		return Byte.toUnsignedInt(this.buffer.get(index));
	}

	Bytes slice(int from, int to) {
		return new Bytes(this.buffer.slice(from, to - from));
	}

	boolean isAt(int index, Bytes part) {
		return index >= 0 && index <= size() - part.size() && slice(index, index + part.size()).equals(part);
	}

	/** The index where these bytes begin; -1 if they are nowhere. */
	int find(Bytes part) {
		int last = size() - part.size();
		for (int i = 0; i <= last; i++) {
			if ((part.size() == 0 || at(i) == part.at(0)) && isAt(i, part)) {
				return i;
			}
		}
		return -1;
	}

	Bytes concat(Bytes next) {
		byte[] all = new byte[size() + next.size()];
		this.buffer.get(0, all, 0, size());
		next.buffer.get(0, all, size(), next.size());
		return owning(all);
	}

	byte[] toByteArray() {
		byte[] copy = new byte[size()];
		this.buffer.get(0, copy);
		return copy;
	}

	/** A buffer of its own position, to read from. */
	ByteBuffer asByteBuffer() {
		return this.buffer.duplicate();
	}

	@Override
	public int compareTo(Bytes other) {
		int place = this.buffer.mismatch(other.buffer);
		if (place < 0 || place >= Math.min(size(), other.size())) {
			return Integer.compare(size(), other.size());
		}
		return Integer.compare(at(place), other.at(place));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Bytes bytes && this.buffer.mismatch(bytes.buffer) < 0;
	}

	@Override
	public int hashCode() {
		return this.buffer.hashCode();
	}

	/** As of {@link Payload}: never the bytes. */
	@Override
	public String toString() {
		return size() + ((size() == 1) ? " byte" : " bytes");
	}

}
