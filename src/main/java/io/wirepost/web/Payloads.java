package io.wirepost.web;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import io.wirepost.message.Payload;

/** Payloads as callers write them. */
final class Payloads {

	private Payloads() {
	}

	/**
	 * @throws PayloadNotEncodableException if the charset lacks a character
	 */
	static Payload text(String text, Charset charset) {
		CharsetEncoder encoder = charset.newEncoder();
		CharBuffer characters = CharBuffer.wrap(text);
		ByteBuffer bytes = ByteBuffer.allocate((int) Math.ceil(text.length() * (double) encoder.maxBytesPerChar()));
		CoderResult result = encoder.encode(characters, bytes, true);
		if (result.isError()) {
			throw new PayloadNotEncodableException(charset, characters.position());
		}
		encoder.flush(bytes);
		return Payload.owning(Arrays.copyOf(bytes.array(), bytes.position()));
	}

	/**
	 * @param hex two digits for each byte; white space between bytes is ignored
	 * @throws IllegalArgumentException if it is anything else
	 */
	static Payload hex(String hex) {
		String digits = hex.replaceAll("\\s+", "");
		try {
			return Payload.owning(HexFormat.of().parseHex(digits));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"This is not hex: two digits 0-9 A-F for each byte, such as \"02 48 03\"", ex);
		}
	}

	/**
	 * @throws IllegalArgumentException if it is not Base64 (RFC 4648, section 4)
	 */
	static Payload base64(String base64) {
		try {
			return Payload.owning(Base64.getDecoder().decode(base64));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("This is not Base64 (RFC 4648, section 4)", ex);
		}
	}

}
