package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a body and the time at which it is sent, so that a receiver knows the sender, and
 * can refuse replays.
 */
final class Signature {

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	Signature(String secret) {
		this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
	}

	/** A header's value: {@code t=<seconds>,v1=<hex>}. */
	String of(long epochSecond, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update((epochSecond + ".").getBytes(StandardCharsets.US_ASCII));
			return "t=%d,v1=%s".formatted(epochSecond, HexFormat.of().formatHex(mac.doFinal(body)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has " + ALGORITHM, ex);
		}
	}

}
