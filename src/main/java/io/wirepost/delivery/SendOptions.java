package io.wirepost.delivery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How something is to be sent.
 *
 * @param awaitReply how long to wait for the answer; null not to wait
 * @param expiresIn how long to keep it for a device that is away; null not to keep it
 * @param idempotencyKey what the caller calls the request: the same key and content again
 * sends nothing; null for a request that stands for itself
 */
public record SendOptions(@Nullable Duration awaitReply, @Nullable Duration expiresIn,
		@Nullable String idempotencyKey) {

	/** Sent now or not at all, and not waited for. */
	public static final SendOptions NONE = new SendOptions(null, null, null);

}
