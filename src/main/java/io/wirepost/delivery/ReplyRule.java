package io.wirepost.delivery;

import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.settings.Settings;

import org.springframework.stereotype.Component;

/** A listener has to match replies in a way there is. */
@Component
class ReplyRule implements ListenerRule {

	@Override
	public void check(ListenerSettings listener) {
		Deliveries.checkReply(new Settings(listener.reply()));
	}

}
