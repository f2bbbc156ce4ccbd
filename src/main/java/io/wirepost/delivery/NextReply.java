package io.wirepost.delivery;

import io.wirepost.settings.Settings;

/** The next frame answers the oldest waiting request; one in flight. */
final class NextReply implements ReplyMatcher {

	static NextReply of(Settings settings) {
		settings.bind(None.class);
		return new NextReply();
	}

	@Override
	public boolean isOneInFlight() {
		return true;
	}

	/** It has no settings. */
	record None() {
	}

}
