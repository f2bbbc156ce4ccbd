package io.wirepost.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;

/**
 * The secret that a device said on its connection, so that later frames which have it in
 * another form are not stored. In memory as long as the connection lives; never shown.
 * Letters count the same in upper and lower case. Immutable.
 */
final class SaidSecret {

	/** Shorter ones are in other frames by chance, unless these have the id as well. */
	static final int LONG = 8;

	private final byte[] secret;

	private final byte[] device;

	/**
	 * @param secret not empty
	 */
	SaidSecret(byte[] secret, DeviceId device) {
		this.secret = lower(secret);
		this.device = lower(device.value().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Whether a frame has it: a long one anywhere, a short one beside the device's id.
	 */
	boolean isIn(Payload frame) {
		ByteBuffer bytes = frame.asByteBuffer();
		return contains(bytes, this.secret) && (this.secret.length >= LONG || contains(bytes, this.device));
	}

	private static boolean contains(ByteBuffer bytes, byte[] part) {
		int end = bytes.limit() - part.length;
		for (int i = bytes.position(); i <= end; i++) {
			int matched = 0;
			while (matched < part.length && lower(bytes.get(i + matched)) == part[matched]) {
				matched++;
			}
			if (matched == part.length) {
				return true;
			}
		}
		return false;
	}

	private static byte[] lower(byte[] bytes) {
		byte[] lower = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			lower[i] = lower(bytes[i]);
		}
		return lower;
	}

	private static byte lower(byte one) {
		return (one >= 'A' && one <= 'Z') ? (byte) (one + 'a' - 'A') : one;
	}

	@Override
	public String toString() {
		return "a secret";
	}

}
