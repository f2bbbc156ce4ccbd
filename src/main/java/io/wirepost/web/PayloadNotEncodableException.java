package io.wirepost.web;

import java.nio.charset.Charset;

/** A text with a character that the device's charset does not have. */
class PayloadNotEncodableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int offset;

	PayloadNotEncodableException(Charset charset, int offset) {
		super("The character at offset %d cannot be written in the device's charset, %s; send the bytes as hex or base64"
			.formatted(offset, charset));
		this.offset = offset;
	}

	int offset() {
		return this.offset;
	}

}
