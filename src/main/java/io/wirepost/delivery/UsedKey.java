package io.wirepost.delivery;

import java.util.UUID;

/**
 * An idempotency key that was used.
 *
 * @param key what the caller calls the request
 * @param fingerprint the SHA-256 of what was asked for, in hex
 * @param delivery the delivery that came of it
 */
public record UsedKey(String key, String fingerprint, UUID delivery) {
}
