package io.wirepost.transport;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/** Whether the private keys of an SSL bundle are those of its certificates. */
final class KeyPairs {

	private static final String[] TYPES = { "RSA", "EC", "EdDSA", "Ed25519", "Ed448", "DSA" };

	private static final byte[] SAMPLE = { 1, 2, 3, 4 };

	private KeyPairs() {
	}

	/**
	 * Loads a bundle, and signs with each key what its certificate has to verify. A
	 * bundle without keys is fine.
	 * @throws IllegalStateException with a sentence, if it cannot be used
	 */
	static void check(SslBundle bundle) {
		try {
			bundle.getManagers().getTrustManagers();
			for (KeyManager manager : bundle.getManagers().getKeyManagers()) {
				if (manager instanceof X509KeyManager keys) {
					check(keys);
				}
			}
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(cause(ex).getMessage(), ex);
		}
	}

	private static void check(X509KeyManager keys) {
		for (String type : TYPES) {
			String[] aliases = keys.getServerAliases(type, null);
			for (String alias : (aliases != null) ? aliases : new String[0]) {
				X509Certificate[] chain = keys.getCertificateChain(alias);
				PrivateKey key = keys.getPrivateKey(alias);
				if (key != null && chain != null && chain.length > 0 && !isPair(key, chain[0].getPublicKey())) {
					throw new IllegalStateException("the private key is not that of the certificate of '%s'"
						.formatted(chain[0].getSubjectX500Principal().getName()));
				}
			}
		}
	}

	/** Keys that this cannot try are taken for a pair. */
	private static boolean isPair(PrivateKey key, PublicKey certified) {
		String algorithm = algorithm(certified.getAlgorithm());
		if (algorithm == null) {
			return true;
		}
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			signature.update(SAMPLE);
			byte[] signed = signature.sign();
			signature.initVerify(certified);
			signature.update(SAMPLE);
			return signature.verify(signed);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private static @Nullable String algorithm(String key) {
		return switch (key) {
			case "RSA" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			case "DSA" -> "SHA256withDSA";
			case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
			default -> null;
		};
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
