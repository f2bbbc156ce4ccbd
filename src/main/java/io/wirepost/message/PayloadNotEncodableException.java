package io.wirepost.message;

import java.nio.charset.Charset;

/** A text has a character that the device's charset lacks. */
public class PayloadNotEncodableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int offset;

	public PayloadNotEncodableException(Charset charset, int offset) {
		super("The character at offset %d cannot be written in the device's charset, %s; send the bytes as hex or base64"
			.formatted(offset, charset));
		this.offset = offset;
	}

	/** The index of that character in the text. */
	public int offset() {
		return this.offset;
	}

}
