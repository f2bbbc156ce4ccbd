package io.wirepost.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer made up, read from the front: some bytes that choose, then those that are
 * chosen for. Where it has come to its end, zeroes follow, so that any input is one.
 */
public final class FuzzInput {

	private final byte[] bytes;

	private int at;

	public FuzzInput(byte[] bytes) {
		this.bytes = bytes;
	}

	/** From 0 on, below the bound; the bound is at most 256. */
	public int number(int bound) {
		return ((this.at < this.bytes.length) ? Byte.toUnsignedInt(this.bytes[this.at++]) : 0) % bound;
	}

	public boolean flag() {
		return number(2) == 1;
	}

	@SafeVarargs
	public final <T> T one(T... of) {
		return of[number(of.length)];
	}

	/** So many bytes. */
	public byte[] bytes(int size) {
		byte[] next = Arrays.copyOfRange(this.bytes, this.at, this.at + size);
		this.at = Math.min(this.bytes.length, this.at + size);
		return next;
	}

	/** All that is left. */
	public byte[] rest() {
		return bytes(this.bytes.length - this.at);
	}

	/** How a stream is cut into reads. */
	public Cut cut() {
		return new Cut(number(64), number(64));
	}

	/**
	 * Reads of two sizes, one after the other.
	 *
	 * @param first 0 for all at once
	 */
	public record Cut(int first, int second) {

		public List<byte[]> apply(byte[] stream) {
			List<byte[]> reads = new ArrayList<>();
			int at = 0;
			while (at < stream.length) {
				int size = (reads.size() % 2 == 0) ? this.first : this.second + 1;
				int end = (this.first == 0) ? stream.length : Math.min(stream.length, at + size);
				reads.add(Arrays.copyOfRange(stream, at, end));
				at = end;
			}
			return reads;
		}

	}

}
