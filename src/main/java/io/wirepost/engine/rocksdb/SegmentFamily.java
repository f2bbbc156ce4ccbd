package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The column families of a segment, which are named after its number. */
enum SegmentFamily {

	/** Messages, under their ids. */
	MESSAGES("messages-"),

	/** The segment's statistics, and the index by device. */
	INDEX("index-");

	private final String prefix;

	SegmentFamily(String prefix) {
		this.prefix = prefix;
	}

	/** The kind of a column family; empty if it is not of a segment. */
	static Optional<SegmentFamily> of(byte[] name) {
		return Arrays.stream(values()).filter((family) -> text(name).startsWith(family.prefix)).findFirst();
	}

	byte[] nameOf(long segment) {
		return (this.prefix + "%016x".formatted(segment)).getBytes(StandardCharsets.UTF_8);
	}

	long numberOf(byte[] name) {
		return Long.parseLong(text(name).substring(this.prefix.length()), 16);
	}

	private static String text(byte[] name) {
		return new String(name, StandardCharsets.UTF_8);
	}

}
