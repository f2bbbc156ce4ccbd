package io.wirepost.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.wirepost.message.Direction;
import io.wirepost.network.OwnPorts;
import io.wirepost.protocol.ProtocolUser;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.SharedSettings;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.ListenerNotBoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The ports that devices dial. Starts before HTTP does, so that callers find every
 * listener bound; stops after the last caller has its response.
 */
@Component
public class Listeners implements SmartLifecycle, ProtocolUser, SharedSettings {

	/** Below the web server's phases: started before it, stopped after it. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	/** The listener's name when the configuration has none. */
	static final String DEFAULT = "default";

	private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

	/** How often opening a closed listener is retried. */
	private static final Duration RETRY = Duration.ofSeconds(3);

	/** The listeners that could be opened. */
	private final NavigableMap<String, Listener> byName = new ConcurrentSkipListMap<>();

	private final RunTimeListeners atRunTime;

	/** Binding may block, so retries have their own thread. */
	private final ScheduledExecutorService retries = Executors
		.newSingleThreadScheduledExecutor(new DefaultThreadFactory("wirepost-listeners", true));

	private final ConnectionContext context;

	private final Connections connections;

	private final Duration drain;

	private volatile boolean running;

	Listeners(SettingsReader reader, ConnectionContext context, Connections connections, DrainSettings drain,
			ListenerStore store, List<ListenerRule> rules, OwnPorts ownPorts) {
		this.context = context;
		this.connections = connections;
		this.drain = drain.drain();
		Map<String, ListenerSettings> settings = read(reader);
		settings.forEach((name, one) -> {
			try {
				add(name, one, context);
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.listeners." + name, ex);
			}
		});
		context.protocols().register(this);
		ownPorts.add((port) -> this.byName.values().stream().anyMatch((listener) -> listener.port() == port));
		this.atRunTime = new RunTimeListeners(this.byName, Set.copyOf(settings.keySet()), store, rules, context);
	}

	/** Those of the configuration, or one without settings, by name. */
	static Map<String, ListenerSettings> read(SettingsReader reader) {
		Map<String, ListenerSettings> settings = reader.readAll("wirepost.listeners", ListenerSettings.class);
		return reader.hasAny("wirepost.listeners") ? settings
				: Map.of(DEFAULT, reader.read("wirepost.listeners." + DEFAULT, ListenerSettings.class));
	}

	private void add(String name, ListenerSettings settings, ConnectionContext context) {
		this.byName.put(name, Listener.of(name, settings, null, context));
		context.metrics().gauge(name, Direction.INBOUND, () -> this.byName.get(name).connections());
	}

	/** All listeners, by name. */
	public List<ListenerView> list() {
		List<ListenerView> all = this.atRunTime.closed();
		this.byName.values().forEach((listener) -> all.add(listener.view()));
		all.sort(Comparator.comparing(ListenerView::name));
		return all;
	}

	/** A listener by its name. */
	public Optional<ListenerView> find(String name) {
		return Optional.ofNullable(this.byName.get(name))
			.map(Listener::view)
			.or(() -> Optional.ofNullable(this.atRunTime.closed(name)));
	}

	/**
	 * Creates a listener at run time, or changes one that was created so and closes its
	 * connections. It survives a restart. Blocks, so not for event loops.
	 * @throws InvalidSettingsException if the settings cannot be used, with every fault
	 * @throws ListenerRefusedException if it may not, or cannot, be openededed; the old
	 * one stays open
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be stored now
	 */
	public Put put(String name, Settings settings) {
		return this.context.protocols().whileUnchanged(() -> this.atRunTime.put(name, settings));
	}

	/**
	 * Removes a listener that was created at run time, and closes its connections.
	 * Blocks, so not for event loops.
	 * @return false if there is none of that name
	 * @throws ListenerRefusedException if it is part of the configuration
	 * @throws io.wirepost.journal.JournalUnavailableException if that cannot be stored
	 * now
	 */
	public boolean remove(String name) {
		return this.atRunTime.remove(name);
	}

	@Override
	public String kind() {
		return "listeners";
	}

	/** There are few, and one list has all. */
	@Override
	public void reload(String name) {
		reloadAll();
	}

	@Override
	public void reloadAll() {
		if (this.running) {
			this.context.protocols().whileUnchanged(() -> {
				this.atRunTime.reloadAll();
				return true;
			});
		}
	}

	/** The largest frame of any listener, in bytes. */
	public long largestFrame() {
		return this.byName.values()
			.stream()
			.mapToLong((listener) -> listener.profile().framing().maxFrameSize())
			.max()
			.orElse(0);
	}

	/** The settings of all listeners that could be opened, by name. */
	public Map<String, ListenerSettings> settings() {
		Map<String, ListenerSettings> all = new TreeMap<>();
		this.byName.forEach((name, listener) -> all.put(name, listener.settings()));
		return all;
	}

	/** What is spoken at each listener that could be opened, by name. */
	public Map<String, Spoken> spoken() {
		Map<String, Spoken> all = new TreeMap<>();
		this.byName.forEach((name, listener) -> all.put(name, Spoken.of(listener.peerProfile())));
		return all;
	}

	@Override
	public boolean uses(String protocol) {
		// A closed one that opens is open before it stops being closed.
		return this.atRunTime.uses(protocol) || this.byName.values()
			.stream()
			.anyMatch((listener) -> protocol.equals(listener.settings().protocol()));
	}

	@Override
	public void check(String protocol) {
		this.byName.values()
			.stream()
			.filter((listener) -> protocol.equals(listener.settings().protocol()))
			.forEach((listener) -> check(listener));
	}

	private void check(Listener listener) {
		try {
			Profiles.of(listener.settings(), this.context.protocols());
		}
		catch (InvalidSettingsException ex) {
			throw new InvalidSettingsException("",
					"the listener '%s' cannot speak it: %s".formatted(listener.name(), ex.getMessage()));
		}
	}

	@Override
	public void changed(String protocol) {
		this.atRunTime.changed(protocol);
	}

	/** Whether every listener is bound. */
	public boolean isListening() {
		return this.running && this.atRunTime.isOpen() && this.byName.values().stream().allMatch(Listener::isListening);
	}

	@Override
	public void start() {
		List<Fault> faults = new ArrayList<>();
		for (Listener listener : this.byName.values()) {
			try {
				listener.start();
			}
			catch (ListenerNotBoundException ex) {
				faults
					.add(new Fault("wirepost.listeners." + listener.name() + ".port", String.valueOf(ex.getMessage())));
			}
		}
		if (!faults.isEmpty()) {
			this.byName.values().forEach(Listener::destroy);
			throw new InvalidSettingsException(faults);
		}
		this.atRunTime.restore();
		this.retries.scheduleWithFixedDelay(this::retry, RETRY.toMillis(), RETRY.toMillis(), TimeUnit.MILLISECONDS);
		this.running = true;
	}

	private void retry() {
		try {
			this.atRunTime.retry();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			LOG.warn("Closed listeners could not be retried", ex);
		}
	}

	/**
	 * Stops accepting; open connections stay. Listeners cannot be changed any more.
	 */
	void stopAccepting() {
		this.retries.shutdownNow();
		this.atRunTime.stop();
		this.byName.values().forEach(Listener::stopAccepting);
	}

	/**
	 * Closes the connections, spread over the drain period, so that not all reconnect at
	 * once.
	 */
	@Override
	public void stop() {
		this.running = false;
		stopAccepting();
		Collection<Connection> open = List.copyOf(this.connections.all());
		long pause = this.drain.toNanos() / Math.max(1, open.size());
		boolean spread = open.size() > 1;
		for (Connection connection : open) {
			connection.closeBecause(CloseReason.SHUTDOWN, "Wirepost stops");
			spread = spread && paused(pause);
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

	/**
	 * The result of a put.
	 *
	 * @param listener the listener as it is now
	 * @param created whether it is new
	 */
	public record Put(ListenerView listener, boolean created) {
	}

}
