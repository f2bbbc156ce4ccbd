package io.wirepost.protocol.expression;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import io.wirepost.framing.checksum.ChecksumAlgorithm;
import io.wirepost.message.Payload;
import io.wirepost.message.PayloadNotEncodableException;

import static io.wirepost.protocol.expression.Parameter.BYTES;
import static io.wirepost.protocol.expression.Parameter.CHECKSUM;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.ORDER;
import static io.wirepost.protocol.expression.Parameter.STRING;

/**
 * Bytes of texts, digits and numbers, and the sums over bytes that go into answers. A
 * number that does not fit loses its upper digits: counters begin again at 0.
 */
final class MakingBytes {

	/**
	 * The one function that depends on the connection, even where its arguments do not.
	 */
	static final String IN_CHARSET = "bytes";

	private MakingBytes() {
	}

	static void addTo(Functions functions) {
		functions.global("hex", BYTES, MakingBytes::hex, STRING);
		functions.global(IN_CHARSET, BYTES, MakingBytes::encode, STRING);
		functions.global("bcd", BYTES, BinaryCodedDecimal::write, STRING);
		functions.global("ascii", BYTES, MakingBytes::decimal, INT, INT);
		functions.global("base64.encode", STRING, MakingBytes::toBase64, BYTES);
		functions.global("base64.decode", BYTES, MakingBytes::fromBase64, STRING);
		for (int size : new int[] { 1, 2, 3, 4, 8 }) {
			Code code = (call) -> number(call, size);
			functions.global("u" + 8 * size, BYTES, code, INT);
			functions.global("u" + 8 * size, BYTES, code, INT, ORDER);
		}
		functions.member("xor8", INT, (call) -> sum(call, (sum, next) -> sum ^ next), BYTES);
		functions.member("sum8", INT, (call) -> sum(call, (sum, next) -> sum + next & 0xFF), BYTES);
		functions.member("sum16", INT, (call) -> sum(call, (sum, next) -> sum + next & 0xFFFF), BYTES);
		functions.member("crc", INT, MakingBytes::crc, BYTES, CHECKSUM);
	}

	private static Object hex(Call call) throws EvaluationException {
		call.spend(2L * call.text(0).length());
		try {
			return Bytes.owning(HexFormat.of().parseHex(call.text(0).replace(" ", "")));
		}
		catch (IllegalArgumentException ex) {
			throw call.failure("hex takes two hexadecimal digits for each byte");
		}
	}

	private static Object encode(Call call) throws EvaluationException {
		return encode(call.in(), call.text(0));
	}

	/** A text in the charset of the connection. */
	static Bytes encode(Evaluation in, String text) throws EvaluationException {
		in.spend(2L * text.length());
		try {
			return Bytes.of(Payload.of(text, in.charset()));
		}
		catch (PayloadNotEncodableException | UnsupportedOperationException ex) {
			throw new EvaluationException("a text of %d characters has one that %s lacks", text.length(), in.charset());
		}
	}

	/** Decimal digits, with zeroes in front of them. */
	private static Object decimal(Call call) throws EvaluationException {
		long number = call.number(0);
		long width = call.number(1);
		if (number < 0 || width < 1 || width > 18) {
			throw call.failure("ascii(%d, %d) takes a number from 0 on, and 1 to 18 digits", number, width);
		}
		String digits = "0".repeat((int) width) + number;
		return Bytes.owning(digits.substring(digits.length() - (int) width).getBytes(StandardCharsets.US_ASCII));
	}

	private static Object number(Call call, int size) {
		boolean little = call.has(1) && call.setting(1, ByteOrder.class) == ByteOrder.LITTLE_ENDIAN;
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[little ? i : size - 1 - i] = (byte) (call.number(0) >> 8 * i);
		}
		return Bytes.owning(bytes);
	}

	private static Object toBase64(Call call) throws EvaluationException {
		call.spend(3L * call.bytes(0).size());
		return Base64.getEncoder().encodeToString(call.bytes(0).toByteArray());
	}

	private static Object fromBase64(Call call) throws EvaluationException {
		call.spend(2L * call.text(0).length());
		try {
			return Bytes.owning(Base64.getDecoder().decode(call.text(0)));
		}
		catch (IllegalArgumentException ex) {
			throw call.failure("this text of %d characters is not Base64", call.text(0).length());
		}
	}

	private static Object sum(Call call, Adding adding) throws EvaluationException {
		Bytes bytes = call.bytes(0);
		call.spend(bytes.size());
		int sum = 0;
		for (int i = 0; i < bytes.size(); i++) {
			sum = adding.apply(sum, bytes.at(i));
		}
		return (long) sum;
	}

	private static Object crc(Call call) throws EvaluationException {
		byte[] bytes = call.bytes(0).toByteArray();
		call.spend(2L * bytes.length);
		return call.setting(1, ChecksumAlgorithm.class).compute(bytes, 0, bytes.length);
	}

	/** Adds one byte to a sum. */
	@FunctionalInterface
	private interface Adding {

		int apply(int sum, int next);

	}

}
