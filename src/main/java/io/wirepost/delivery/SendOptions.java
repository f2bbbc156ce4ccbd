package io.wirepost.delivery;

import java.time.Duration;

import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * The options of a send.
 *
 * @param awaitReply how long to wait for the reply; null not to wait
 * @param replyEnd when the reply is complete; null if it is one frame
 * @param expiresIn how long to queue it for a device that is away; null not to queue it
 * @param idempotencyKey the caller's key for the request: the same key and content again
 * sends nothing; null for none
 * @param trace the trace of the request; null for none
 */
public record SendOptions(@Nullable Duration awaitReply, @Nullable ReplyEnd replyEnd, @Nullable Duration expiresIn,
		@Nullable String idempotencyKey, @Nullable TraceParent trace) {

	/** Send now or not at all, without waiting for a reply. */
	public static final SendOptions NONE = new SendOptions(null, null, null, null, null);

}
