package io.wirepost.protocol.expression;

import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.BYTES;
import static io.wirepost.protocol.expression.Parameter.CHARSET;
import static io.wirepost.protocol.expression.Parameter.DOUBLE;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.ORDER;
import static io.wirepost.protocol.expression.Parameter.STRING;

/** What bytes say: numbers, parts, digits and texts in them. */
final class ReadingBytes {

	private ReadingBytes() {
	}

	static void addTo(Functions functions) {
		for (int size : new int[] { 1, 2, 3, 4, 8 }) {
			unsigned(functions, size);
		}
		for (int size : new int[] { 1, 2, 4, 8 }) {
			signed(functions, size);
		}
		real(functions, "f32", 4, (bits) -> (double) Float.intBitsToFloat((int) bits));
		real(functions, "f64", 8, Double::longBitsToDouble);
		functions.member("bits", INT, ReadingBytes::bits, BYTES, INT, INT, INT);
		parts(functions);
		texts(functions);
	}

	private static void unsigned(Functions functions, int size) {
		Code code = (call) -> {
			long value = number(call, size);
			if (value < 0) {
				throw call.failure("u64(%d) is above 9223372036854775807, the largest number", call.number(1));
			}
			return value;
		};
		number(functions, "u" + 8 * size, INT, code);
	}

	private static void signed(Functions functions, int size) {
		int above = Long.SIZE - 8 * size;
		number(functions, "i" + 8 * size, INT, (call) -> number(call, size) << above >> above);
	}

	private static void real(Functions functions, String name, int size, Decoding decoding) {
		number(functions, name, DOUBLE, (call) -> decoding.apply(number(call, size)));
	}

	private static void number(Functions functions, String name, Parameter result, Code code) {
		functions.member(name, result, code, BYTES, INT);
		functions.member(name, result, code, BYTES, INT, ORDER);
	}

	private static long number(Call call, int size) throws EvaluationException {
		Bytes bytes = call.bytes(0);
		int place = Places.of(call, size);
		boolean little = call.has(2) && call.setting(2, ByteOrder.class) == ByteOrder.LITTLE_ENDIAN;
		long value = 0;
		for (int i = 0; i < size; i++) {
			value = value << 8 | bytes.at(little ? place + size - 1 - i : place + i);
		}
		return value;
	}

	/** Bits of one byte; 0 is the least significant, and both ends belong to them. */
	private static Object bits(Call call) throws EvaluationException {
		int value = call.bytes(0).at(Places.of(call, 1));
		long lowest = Math.min(call.number(2), call.number(3));
		long highest = Math.max(call.number(2), call.number(3));
		if (lowest < 0 || highest > 7) {
			throw call.failure("a byte has the bits 0 to 7, and not %d to %d", call.number(2), call.number(3));
		}
		return (long) (value >> lowest & (1 << highest - lowest + 1) - 1);
	}

	private static void parts(Functions functions) {
		functions.member("slice", BYTES, Places::slice, BYTES, INT);
		functions.member("slice", BYTES, Places::slice, BYTES, INT, INT);
		functions.global("size", INT, (call) -> (long) call.bytes(0).size(), BYTES);
		functions.member("size", INT, (call) -> (long) call.bytes(0).size(), BYTES);
		functions.member("find", INT, (call) -> (long) find(call), BYTES, BYTES);
		functions.member("contains", BOOL, (call) -> find(call) >= 0, BYTES, BYTES);
		functions.member("startsWith", BOOL, (call) -> isAt(call, 0), BYTES, BYTES);
		functions.member("endsWith", BOOL, (call) -> isAt(call, call.bytes(0).size() - call.bytes(1).size()), BYTES,
				BYTES);
	}

	private static int find(Call call) throws EvaluationException {
		Searching.spend(call, call.bytes(0).size(), call.bytes(1).size());
		return call.bytes(0).find(call.bytes(1));
	}

	private static boolean isAt(Call call, int index) throws EvaluationException {
		call.spend(call.bytes(1).size());
		return call.bytes(0).isAt(index, call.bytes(1));
	}

	private static void texts(Functions functions) {
		functions.member("hex", STRING, (call) -> hex(call, call.bytes(0)), BYTES);
		functions.member("bcd", STRING, BinaryCodedDecimal::read, BYTES);
		functions.member("ascii", STRING, (call) -> text(call, StandardCharsets.US_ASCII), BYTES);
		functions.member("string", STRING, (call) -> text(call, call.setting(1, Charset.class)), BYTES, CHARSET);
		functions.global("string", STRING, (call) -> text(call, StandardCharsets.UTF_8), BYTES);
	}

	private static String hex(Call call, Bytes bytes) throws EvaluationException {
		call.spend(3L * bytes.size());
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

	private static String text(Call call, Charset charset) throws EvaluationException {
		call.spend(2L * call.bytes(0).size());
		try {
			return charset.newDecoder().decode(call.bytes(0).asByteBuffer()).toString();
		}
		catch (CharacterCodingException ex) {
			throw call.failure("%s is no text in %s", call.in().name(call.bytes(0)), charset);
		}
	}

	/** What the bits of a number stand for. */
	@FunctionalInterface
	private interface Decoding {

		double apply(long bits);

	}

}
