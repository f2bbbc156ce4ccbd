package io.wirepost.delivery.reply;

import java.nio.charset.Charset;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * The next frame answers the oldest waiting request. All carry one token, so one is in
 * flight at a time.
 */
record NextReply() implements ReplyMatcher {

	private static final String TOKEN = "next";

	static NextReply of(Settings settings) {
		return settings.bind(NextReply.class);
	}

	@Override
	public boolean takesAnyFrame() {
		return true;
	}

	@Override
	public String ofRequest(Payload request, Charset charset) {
		return TOKEN;
	}

	@Override
	public String ofReply(Payload frame, Charset charset) {
		return TOKEN;
	}

}
