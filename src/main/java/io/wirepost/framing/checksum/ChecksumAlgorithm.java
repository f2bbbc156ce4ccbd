package io.wirepost.framing.checksum;

import java.util.Optional;
import java.util.Set;

/**
 * Computes a checksum of bytes. Immutable and safe for all threads.
 * <p>
 * CRCs have the names of Greg Cook's "Catalogue of parametrised CRC algorithms" (reveng)
 * in lower case, such as {@code crc-16/x-25}, its aliases too. The others are
 * {@code xor-8}, {@code nmea} (the same value; written as two hex digits unless set),
 * {@code sum-8} and {@code sum-16} (the sum of all bytes), {@code lrc} (the two's
 * complement of {@code sum-8}, as in Modbus ASCII), {@code fletcher-16} and
 * {@code adler-32} (RFC 1950).
 */
public interface ChecksumAlgorithm {

	/**
	 * The algorithm of a name; empty if there is none.
	 * @param name a name or an alias, in lower case
	 */
	static Optional<ChecksumAlgorithm> named(String name) {
		return Optional.ofNullable(ChecksumCatalogue.ALGORITHMS.get(name));
	}

	/** All names, aliases too, sorted. */
	static Set<String> names() {
		return ChecksumCatalogue.ALGORITHMS.keySet();
	}

	/** The number of bits of the checksum, a multiple of 8, at most 32. */
	int width();

	/**
	 * Computes the checksum of some of the bytes.
	 * @param from the first byte's index
	 * @param to the index behind the last byte
	 * @return the checksum; not negative
	 */
	long compute(byte[] bytes, int from, int to);

}
