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
		@Nullable Key idempotencyKey, @Nullable TraceParent trace) {

	/** Send now or not at all, without waiting for a reply. */
	public static final SendOptions NONE = new SendOptions(null, null, null, null, null);

	/**
	 * An idempotency key. Each caller has its own.
	 *
	 * @param caller whose it is; null where all callers are one
	 * @param key what the caller gave: visible ASCII
	 */
	public record Key(@Nullable String caller, String key) {

		/** No key has it. */
		private static final char END_OF_CALLER = '\0';

		/** As it is stored. */
		String stored() {
			return ((this.caller != null) ? this.caller : "") + END_OF_CALLER + this.key;
		}

		/** What the caller gave. */
		public static String given(String stored) {
			return stored.substring(stored.lastIndexOf(END_OF_CALLER) + 1);
		}

	}

}
