package io.wirepost.delivery.failure;

import io.wirepost.delivery.SendOptions;

/** An idempotency key that was used for something else before. Nothing was written. */
public class KeyReusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public KeyReusedException(String key) {
		super("The Idempotency-Key '%s' was used within 24 h for another request; take a new key for a new request"
			.formatted(SendOptions.Key.given(key)));
	}

}
