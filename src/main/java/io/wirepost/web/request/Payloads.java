package io.wirepost.web.request;

import java.util.Base64;
import java.util.HexFormat;

import io.wirepost.message.Payload;

/** Parses payloads that callers write as text. */
public final class Payloads {

	private Payloads() {
	}

	/**
	 * @param hex two digits for each byte; white space between bytes is ignored
	 * @throws IllegalArgumentException if it is anything else
	 */
	public static Payload hex(String hex) {
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
	public static Payload base64(String base64) {
		try {
			return Payload.owning(Base64.getDecoder().decode(base64));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("This is not Base64 (RFC 4648, section 4)", ex);
		}
	}

}
