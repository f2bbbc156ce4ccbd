package io.wirepost.delivery;

import java.time.Duration;
import java.util.UUID;

import io.wirepost.message.MessageId;

/**
 * An idempotency key that was used.
 *
 * @param key the key, as it is stored, with its caller
 * @param fingerprint the SHA-256 of the request, in hex
 * @param delivery the delivery of the request
 */
public record UsedKey(String key, String fingerprint, UUID delivery) {

	/** How long a key is valid. */
	public static final Duration LIFETIME = Duration.ofHours(24);

	/**
	 * Whether it is still valid when a later delivery is requested: by the times in their
	 * ids, which clock changes do not affect.
	 */
	public boolean isInForce(UUID later) {
		return isInForce(new MessageId(later).epochMilli());
	}

	boolean isInForce(long epochMilli) {
		return new MessageId(this.delivery).epochMilli() >= epochMilli - LIFETIME.toMillis();
	}

}
