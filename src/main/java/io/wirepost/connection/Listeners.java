package io.wirepost.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SettingsReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The ports that devices dial. Starts before HTTP does, so that whoever can ask finds
 * every listener bound; stops after the last caller has its answer.
 */
@Component
public class Listeners implements SmartLifecycle {

	/** Below the web server's phases: started before it, stopped after it. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	/** The listener there is when the configuration names none. */
	static final String DEFAULT = "default";

	private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

	private final Map<String, Listener> byName = new TreeMap<>();

	private final Connections connections;

	private final Duration drain;

	private volatile boolean running;

	Listeners(SettingsReader reader, Parts parts, Connections connections, DrainSettings drain) {
		this.connections = connections;
		this.drain = drain.drain();
		Map<String, ListenerSettings> settings = reader.readAll("wirepost.listeners", ListenerSettings.class);
		if (!reader.hasAny("wirepost.listeners")) {
			settings = Map.of(DEFAULT, reader.read("wirepost.listeners." + DEFAULT, ListenerSettings.class));
		}
		faultSharedPorts(settings, reader);
		settings.forEach((name, one) -> {
			try {
				add(name, one, parts);
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.listeners." + name, ex);
			}
		});
	}

	private void add(String name, ListenerSettings settings, Parts parts) {
		if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
			throw new InvalidSettingsException("", "the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -".formatted(name));
		}
		Protocol protocol = Protocols.of(settings);
		List<Network> proxies = new ArrayList<>();
		if (settings.proxyProtocol() != null) {
			for (String from : settings.proxyProtocol().from()) {
				proxies.add(Rules.parse("proxy-protocol.from", () -> Network.parse(from)));
			}
		}
		if (settings.tls() != null) {
			parts.tls().serve(name, settings.tls());
		}
		this.byName.put(name, new Listener(name, settings, protocol, proxies, parts));
	}

	private static void faultSharedPorts(Map<String, ListenerSettings> settings, SettingsReader reader) {
		Map<Integer, String> ports = new HashMap<>();
		new TreeMap<>(settings).forEach((name, one) -> {
			String before = (one.port() != 0) ? ports.put(one.port(), name) : null;
			if (before != null && overlap(one.bind(), settings.get(before).bind())) {
				reader.fault("wirepost.listeners." + name + ".port",
						"port %d is that of listener '%s' too; give each its own".formatted(one.port(), before));
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

	/** All listeners, in the order of their names. */
	public List<ListenerView> list() {
		return this.byName.values().stream().map(Listener::view).toList();
	}

	/** A listener by its name. */
	public Optional<ListenerView> find(String name) {
		return Optional.ofNullable(this.byName.get(name)).map(Listener::view);
	}

	/** The settings of all listeners, by name. */
	public Map<String, ListenerSettings> settings() {
		Map<String, ListenerSettings> all = new TreeMap<>();
		this.byName.forEach((name, listener) -> all.put(name, listener.settings()));
		return all;
	}

	/** Whether every listener is bound. */
	public boolean isListening() {
		return this.running && this.byName.values().stream().allMatch(Listener::isListening);
	}

	@Override
	public void start() {
		List<Fault> faults = new ArrayList<>();
		for (Listener listener : this.byName.values()) {
			try {
				listener.start();
				LOG.info("Listener {} takes devices on {}:{}", listener.name(), listener.settings().bind(),
						listener.view().port());
			}
			catch (ListenerNotBoundException ex) {
				faults.add(new Fault("wirepost.listeners." + listener.name() + ".port",
						"%s:%d cannot be bound (%s); set port to a free one, or bind to an address of this machine"
							.formatted(listener.settings().bind(), listener.settings().port(), ex.getMessage())));
			}
		}
		if (!faults.isEmpty()) {
			this.byName.values().forEach(Listener::destroy);
			throw new InvalidSettingsException(faults);
		}
		this.running = true;
	}

	/** Takes no more connections; those that are there stay. */
	void stopAccepting() {
		this.byName.values().forEach(Listener::stopAccepting);
	}

	/**
	 * Closes the connections, spread over the drain period, so that not all come back at
	 * once.
	 */
	@Override
	public void stop() {
		this.running = false;
		stopAccepting();
		Collection<Connection> open = new ArrayList<>();
		this.connections.after(null).forEach(open::add);
		long pause = this.drain.toNanos() / Math.max(1, open.size());
		for (Connection connection : open) {
			connection.close();
			if (open.size() > 1 && !paused(pause)) {
				break;
			}
		}
		this.byName.values().forEach(Listener::destroy);
	}

	private static boolean paused(long nanos) {
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
