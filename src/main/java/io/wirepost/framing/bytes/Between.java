package io.wirepost.framing.bytes;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;

/** Bytes between frames that mean nothing, such as fill bytes and line endings. */
public record Between(List<ByteSequence> sequences) {

	public static final Between NONE = new Between(List.of());

	public Between {
		sequences = List.copyOf(sequences);
	}

	Between and(Between other) {
		List<ByteSequence> all = new ArrayList<>(this.sequences);
		all.addAll(other.sequences);
		return new Between(all);
	}

	/**
	 * How many bytes at an index mean nothing; 0 for none, -1 if more bytes have to
	 * arrive to know.
	 */
	public int at(ByteBuf in, int index) {
		int size = 0;
		for (ByteSequence sequence : this.sequences) {
			Fit fit = sequence.fit(in, index);
			if (fit == Fit.YES) {
				return sequence.length();
			}
			size = (fit == Fit.MAYBE) ? -1 : size;
		}
		return size;
	}

}
