package io.wirepost.security;

import io.wirepost.connection.ListenerRefusedException;
import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;

import org.springframework.stereotype.Component;

/**
 * Refuses listeners beyond loopback while no credentials are configured, unless they
 * require client certificates.
 */
@Component
class LoopbackRule implements ListenerRule {

	private static final String WHY = "'%s' is reachable from other machines, without credentials, because none are "
			+ "configured; set wirepost.security.tokens, or bind to 127.0.0.1";

	private final Callers callers;

	LoopbackRule(Callers callers) {
		this.callers = callers;
	}

	/** Why a bind address is refused, and what to do. */
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

	/** Whether a listener may open without credentials configured. */
	static boolean isAllowedToAll(ListenerSettings listener) {
		return Loopback.isBind(listener.bind()) || listener.asksForCertificates();
	}

}
