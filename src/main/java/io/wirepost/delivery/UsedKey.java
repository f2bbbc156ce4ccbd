package io.wirepost.delivery;

import java.time.Duration;
import java.util.UUID;

import io.wirepost.message.MessageId;

/**
 * An idempotency key that was used.
 *
 * @param key what the caller calls the request
 * @param fingerprint the SHA-256 of what was asked for, in hex
 * @param delivery the delivery that was made for it
 */
public record UsedKey(String key, String fingerprint, UUID delivery) {

	/** How long a key is in force. */
	public static final Duration LIFETIME = Duration.ofHours(24);

	/**
	 * Whether it is in force still when a later delivery is asked for: by the times that
	 * their ids carry, which no change of the clock moves.
	 */
	public boolean isInForce(UUID later) {
		return isInForce(new MessageId(later).epochMilli());
	}

	boolean isInForce(long epochMilli) {
		return new MessageId(this.delivery).epochMilli() >= epochMilli - LIFETIME.toMillis();
	}

}
