package io.wirepost.settings;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a secret; the secret itself is not kept. Never shown. Immutable. */
public final class SecretHash {

	private static final Pattern HEX = Pattern.compile("\\p{XDigit}{64}");

	private final byte[] sha256;

	private SecretHash(byte[] sha256) {
		this.sha256 = sha256;
	}

	/** Hashes a secret. */
	public static SecretHash of(byte[] secret) {
		try {
			return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	/**
	 * Reads a hash from a setting.
	 * @throws InvalidSettingsException if it is not 64 hexadecimal digits; the sentence
	 * does not show it, as it may be the secret by mistake
	 */
	public static SecretHash parse(String property, String hex) {
		if (!HEX.matcher(hex).matches()) {
			throw new InvalidSettingsException(property,
					"this is not a SHA-256 in 64 hexadecimal digits; make one with: printf %s SECRET | sha256sum");
		}
		return new SecretHash(HexFormat.of().parseHex(hex));
	}

	/** Whether both are of the same secret; takes as long whichever byte differs. */
	public boolean matches(SecretHash other) {
		return MessageDigest.isEqual(this.sha256, other.sha256);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof SecretHash one && matches(one);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.sha256);
	}

	@Override
	public String toString() {
		return "a hash";
	}

}
