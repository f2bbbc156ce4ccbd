package io.wirepost.security;

import java.util.Map;

import io.wirepost.connection.ListenerRefusedException;
import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;
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

	/** Reports what would be reachable beyond loopback without credentials. */
	static void require(Environment environment, Map<String, ListenerSettings> listeners, SettingsReader reader) {
		String http = environment.getProperty("server.address", "");
		if (!Loopback.isBind(http)) {
			reader.fault("server.address", why(http));
		}
		String management = environment.getProperty("management.server.address", "");
		if (environment.containsProperty("management.server.port") && !Loopback.isBind(management)) {
			reader.fault("management.server.address", why(management));
		}
		String forwarded = environment.getProperty("server.forward-headers-strategy", "none");
		if (!forwarded.equalsIgnoreCase("none")) {
			reader.fault("server.forward-headers-strategy",
					"without credentials configured, headers of a proxy are not believed; set wirepost.security.tokens, "
							+ "or leave it at none");
		}
		listeners.forEach((name, listener) -> {
			if (!isAllowedToAll(listener)) {
				reader.fault("wirepost.listeners." + name + ".bind", why(listener.bind()));
			}
		});
	}

	/** Whether a listener may open without credentials configured. */
	static boolean isAllowedToAll(ListenerSettings listener) {
		return Loopback.isBind(listener.bind()) || listener.asksForCertificates();
	}

}
