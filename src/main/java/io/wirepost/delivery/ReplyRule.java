package io.wirepost.delivery;

import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.protocol.ProtocolRule;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.settings.Settings;

import org.springframework.stereotype.Component;

/** Requires valid reply settings of a listener, and of a protocol. */
@Component
class ReplyRule implements ListenerRule, ProtocolRule {

	@Override
	public void check(ListenerSettings listener) {
		Deliveries.checkReply(new Settings(listener.reply()));
	}

	@Override
	public void check(ProtocolSettings protocol) {
		Deliveries.checkReply(new Settings(protocol.reply()));
	}

}
