package io.wirepost.delivery.reply;

import io.wirepost.message.Payload;
import io.wirepost.protocol.ReceivedFrame;
import org.jspecify.annotations.Nullable;

/**
 * What answers one request.
 *
 * @param expectation the reply that it expects
 * @param policy how its device's replies are recognized
 * @param end when the reply is complete; null if it is one frame
 * @param request the bytes of the request, for expressions; empty where there is none
 */
public record ReplyTerms(Expectation expectation, ReplyPolicy policy, @Nullable ReplyEnd end, Payload request) {

	private static final Payload NOTHING = Payload.owning(new byte[0]);

	public ReplyTerms {
		if (policy.ignore() == null && (end == null || end.until() == null)) {
			// No need to hold it until the reply is there.
			request = NOTHING;
		}
	}

	/** Whether a frame answers nothing. */
	boolean ignores(ReceivedFrame frame) {
		return this.policy.ignore() != null && frame.meets(this.policy.ignore(), this.request);
	}

	/**
	 * Whether a frame completes the reply.
	 * @param count the number of its frames so far, with this one
	 */
	boolean isCompletedBy(ReceivedFrame frame, int count) {
		return this.end == null || this.end.isAt(frame, this.request, count);
	}

}
