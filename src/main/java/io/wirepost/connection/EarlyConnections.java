package io.wirepost.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.wirepost.protocol.Protocols;
import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads protocols, listeners, and what may be dialled. */
class EarlyConnections implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		ConnectionConfiguration.drain(reader);
		if (reader.hasAny(Endpoints.NAME)) {
			Endpoints.allowed(reader);
		}
		Protocols protocols = Protocols.ofConfiguration(reader);
		Map<String, ListenerSettings> listeners = reader.readAll("wirepost.listeners", ListenerSettings.class);
		faultSharedPorts(listeners, reader);
		listeners.forEach((name, one) -> {
			try {
				Listener.check(name, one, protocols);
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.listeners." + name, ex);
			}
			if (one.tls() != null) {
				reader.requireBundle("wirepost.listeners." + name + ".tls.bundle", one.tls().bundle());
			}
		});
	}

	private static void faultSharedPorts(Map<String, ListenerSettings> settings, SettingsReader reader) {
		Map<Integer, String> ports = new HashMap<>();
		new TreeMap<>(settings).forEach((name, one) -> {
			String before = (one.port() != 0) ? ports.put(one.port(), name) : null;
			if (before != null && overlap(one.bind(), settings.get(before).bind())) {
				reader.fault("wirepost.listeners." + name + ".port",
						"port %d is also that of listener '%s'; give each its own".formatted(one.port(), before));
			}
		});
	}

	private static boolean overlap(String one, String other) {
		return one.equals(other) || isAny(one) || isAny(other);
	}

	private static boolean isAny(String bind) {
		try {
			return InetAddress.getByName(bind).isAnyLocalAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
