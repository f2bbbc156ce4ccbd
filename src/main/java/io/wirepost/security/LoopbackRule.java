package io.wirepost.security;

import io.wirepost.connection.ListenerRefusedException;
import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;

import org.springframework.stereotype.Component;

/**
 * Without credentials nothing listens beyond this machine, unless devices show
 * certificates.
 */
@Component
class LoopbackRule implements ListenerRule {

	private static final String WHY = "'%s' is reached from other machines, and nobody there would be asked who they "
			+ "are; set wirepost.security.tokens, or bind to 127.0.0.1";

	private final Callers callers;

	LoopbackRule(Callers callers) {
		this.callers = callers;
	}

	/** Why an address is not for listening without credentials, and what to do. */
	static String why(String bind) {
		return WHY.formatted(bind);
	}

	@Override
	public void check(ListenerSettings listener) {
		if (!this.callers.isConfigured() && !isAllowedToAll(listener)) {
			throw new ListenerRefusedException(ListenerRefusedException.Reason.NOT_ALLOWED,
					why(listener.bind()) + ", or set tls with clientCertificate: required");
		}
	}

	/** Whether a listener may be open where nobody is asked for credentials. */
	static boolean isAllowedToAll(ListenerSettings listener) {
		return Loopback.isBind(listener.bind()) || listener.asksForCertificates();
	}

}
