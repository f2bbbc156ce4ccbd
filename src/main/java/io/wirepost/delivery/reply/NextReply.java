package io.wirepost.delivery.reply;

import java.nio.charset.Charset;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * The next frame answers the oldest waiting request: all have the same correlation id, so
 * only one is in flight at a time.
 */
record NextReply() implements ReplyMatcher {

	private static final String CORRELATION_ID = "next";

	static NextReply of(Settings settings) {
		return settings.bind(NextReply.class);
	}

	@Override
	public boolean takesAnyFrame() {
		return true;
	}

	@Override
	public String ofRequest(Payload request, Charset charset) {
		return CORRELATION_ID;
	}

	@Override
	public String ofReply(Payload frame, Charset charset) {
		return CORRELATION_ID;
	}

}
