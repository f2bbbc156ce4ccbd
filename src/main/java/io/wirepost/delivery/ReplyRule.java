package io.wirepost.delivery;

import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.settings.Settings;

import org.springframework.stereotype.Component;

/** Requires valid reply settings of a listener. */
@Component
class ReplyRule implements ListenerRule {

	@Override
	public void check(ListenerSettings listener) {
		Deliveries.checkReply(new Settings(listener.reply()));
	}

}
