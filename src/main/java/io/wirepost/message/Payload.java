package io.wirepost.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The bytes of a message. Immutable; they never show in {@link #toString()}, so that a
 * log line cannot leak them.
 */
public final class Payload {

	private final byte[] bytes;

	private Payload(byte[] bytes) {
		this.bytes = bytes;
	}

	/** A payload of a copy of the given bytes. */
	public static Payload copyOf(byte[] bytes) {
		return new Payload(bytes.clone());
	}

	/**
	 * A payload of this array, without a copy: for callers that made the array and do not
	 * use it any more.
	 */
	public static Payload owning(byte[] bytes) {
		return new Payload(bytes);
	}

	/**
	 * A text in a device's charset.
	 * @throws PayloadNotEncodableException if the charset lacks a character of it
	 */
	public static Payload of(String text, Charset charset) {
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

	public int size() {
		return this.bytes.length;
	}

	/** A copy of the bytes. */
	public byte[] toByteArray() {
		return this.bytes.clone();
	}

	/** A read-only view of the bytes, without a copy. */
	public ByteBuffer asByteBuffer() {
		return ByteBuffer.wrap(this.bytes).asReadOnlyBuffer();
	}

	/**
	 * The text of these bytes; empty unless they decode without loss, so that encoding
	 * the text gives the same bytes.
	 */
	public Optional<String> decode(Charset charset) {
		if (!charset.canEncode()) {
			return Optional.empty();
		}
		try {
			String text = charset.newDecoder().decode(asByteBuffer()).toString();
			return Arrays.equals(text.getBytes(charset), this.bytes) ? Optional.of(text) : Optional.empty();
		}
		catch (CharacterCodingException ex) {
			return Optional.empty();
		}
	}

	/** The first bytes in hex, at most {@code limit} of them. */
	public String toHex(int limit) {
		return HexFormat.of().withUpperCase().formatHex(this.bytes, 0, Math.min(limit, this.bytes.length));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Payload payload && Arrays.equals(this.bytes, payload.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "Payload of " + this.bytes.length + " bytes";
	}

}
