package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the Standard Webhooks specification says, so that its libraries can verify a
 * post: the id of what is posted, the time at which it is sent, and the body.
 */
final class StandardSignature {

	private static final String ALGORITHM = "HmacSHA256";

	/** Before a secret that is written in Base64. */
	private static final String ENCODED = "whsec_";

	private final SecretKeySpec key;

	/**
	 * @param secret one that {@link #isUsable}
	 */
	StandardSignature(String secret) {
		this.key = new SecretKeySpec(bytes(secret), ALGORITHM);
	}

	/** Whether a secret that says that it is Base64 is it. */
	static boolean isUsable(String secret) {
		try {
			return bytes(secret).length > 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static byte[] bytes(String secret) {
		return secret.startsWith(ENCODED) ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
				: secret.getBytes(StandardCharsets.UTF_8);
	}

	/** A header's value: {@code v1,<Base64>}. */
	String of(String id, long epochSecond, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update("%s.%d.".formatted(id, epochSecond).getBytes(StandardCharsets.US_ASCII));
			return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has " + ALGORITHM, ex);
		}
	}

}
