package io.wirepost.protocol.expression;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.wirepost.framing.checksum.ChecksumAlgorithm;
import io.wirepost.settings.BoundedPattern;

/**
 * What literals stand for. Each throws an {@code IllegalArgumentException} with a
 * sentence if it stands for nothing.
 */
final class Literals {

	private Literals() {
	}

	static Object order(Object literal) {
		if (literal.equals("le")) {
			return ByteOrder.LITTLE_ENDIAN;
		}
		if (literal.equals("be")) {
			return ByteOrder.BIG_ENDIAN;
		}
		throw new IllegalArgumentException("'%s' is no byte order; write 'be' or 'le'".formatted(literal));
	}

	static Object charset(Object literal) {
		try {
			return Charset.forName((String) literal);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'%s' is no charset, such as UTF-8 or EUC-KR".formatted(literal), ex);
		}
	}

	static Object checksum(Object literal) {
		return ChecksumAlgorithm.named((String) literal)
			.orElseThrow(
					() -> new IllegalArgumentException("'%s' is no checksum, such as crc-16/x-25".formatted(literal)));
	}

	static Object pattern(Object literal) {
		return BoundedPattern.compile((String) literal);
	}

	/** Tried with a time, as some patterns can be read but name what a time lacks. */
	static Object timePattern(Object literal) {
		try {
			DateTimeFormatter formatter = DateTimeFormatter.ofPattern((String) literal, Locale.ROOT);
			formatter.format(Instant.EPOCH.atZone(ZoneOffset.UTC));
			return formatter;
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw new IllegalArgumentException("'%s' is no pattern of a time, such as yyMMddHHmmss".formatted(literal),
					ex);
		}
	}

	static Object zone(Object literal) {
		try {
			return ZoneId.of((String) literal);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'%s' is no zone, such as UTC, +09:00 or Asia/Seoul".formatted(literal),
					ex);
		}
	}

}
