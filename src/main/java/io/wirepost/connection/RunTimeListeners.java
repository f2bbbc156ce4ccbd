package io.wirepost.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.wirepost.connection.ListenerRefusedException.Reason;
import io.wirepost.message.Direction;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.transport.ListenerNotBoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that are created, changed and removed at run time, at most {@value #MOST}
 * of them. They are stored, and opened again after a restart. One that cannot be opened
 * does not prevent the start, as only HTTP can change it; a port in use is retried until
 * it is free.
 * <p>
 * Safe for all threads: one change at a time. Changes bind ports and touch the disk, so
 * none is made on an event loop.
 */
final class RunTimeListeners {

	/** The most listeners. */
	static final int MOST = 1_000;

	private static final Logger LOG = LoggerFactory.getLogger(RunTimeListeners.class);

	/** All open listeners, those of the configuration too. */
	private final NavigableMap<String, Listener> open;

	private final Set<String> configured;

	private final ListenerStore store;

	private final List<ListenerRule> rules;

	private final ConnectionContext context;

	/** Stored, but not open. */
	private final ConcurrentNavigableMap<String, Closed> closed = new ConcurrentSkipListMap<>();

	private boolean stopped;

	/**
	 * @param open all open listeners, by name
	 * @param configured the names of those that only the configuration can change
	 */
	RunTimeListeners(NavigableMap<String, Listener> open, Set<String> configured, ListenerStore store,
			List<ListenerRule> rules, ConnectionContext context) {
		this.open = open;
		this.configured = configured;
		this.store = store;
		this.rules = rules;
		this.context = context;
	}

	/** Opens the stored listeners. */
	synchronized void restore() {
		for (StoredListener stored : this.store.list()) {
			if (this.configured.contains(stored.name())) {
				LOG.warn("Listener {} was created at run time, but is now in the configuration, which takes precedence",
						stored.name());
			}
			else {
				openAgain(stored);
			}
		}
	}

	/** Has all be as they are stored: another replica may have changed some. */
	synchronized void reloadAll() {
		Map<String, Settings> stored = new TreeMap<>();
		this.store.list().forEach((one) -> stored.put(one.name(), one.settings()));
		Set<String> names = new TreeSet<>(stored.keySet());
		names.addAll(this.closed.keySet());
		this.open.values().stream().filter((one) -> one.given() != null).forEach((one) -> names.add(one.name()));
		names.forEach((name) -> reload(name, stored.get(name)));
	}

	/**
	 * Has one be as it is stored.
	 * @param settings null if it is not
	 */
	private void reload(String name, @Nullable Settings settings) {
		if (this.stopped || this.configured.contains(name)) {
			return;
		}
		Listener before = this.open.get(name);
		Closed shut = this.closed.get(name);
		if (settings == null) {
			forget(name);
		}
		else if ((before == null) ? shut == null || !settings.equals(shut.stored().settings())
				: !settings.equals(before.given())) {
			openAgain(before, new StoredListener(name, settings));
		}
	}

	/** Retries closed listeners. Called regularly. */
	synchronized void retry() {
		if (this.stopped) {
			return;
		}
		this.closed.values().stream().filter(Closed::isToTryAgain).forEach((one) -> openAgain(one.stored()));
		this.open.values().stream().filter((one) -> one.given() != null && !one.isListening()).forEach((one) -> {
			try {
				one.acceptAgain();
			}
			catch (ListenerNotBoundException ex) {
				LOG.debug("Listener {} is not open yet: {}", one.name(), ex.getMessage());
			}
		});
	}

	private void openAgain(StoredListener stored) {
		openAgain(null, stored);
	}

	private void openAgain(@Nullable Listener open, StoredListener stored) {
		Closed before = this.closed.get(stored.name());
		try {
			replace(open, made(stored.name(), stored.settings()), () -> {
			});
			this.closed.remove(stored.name());
		}
		catch (ListenerNotBoundException ex) {
			close(new Closed(stored, String.valueOf(ex.getMessage()), true), before);
		}
		catch (InvalidSettingsException | ListenerRefusedException ex) {
			close(new Closed(stored, String.valueOf(ex.getMessage()), false), before);
		}
	}

	private void close(Closed now, @Nullable Closed before) {
		this.closed.put(now.stored().name(), now);
		if (!now.equals(before)) {
			LOG.warn("Listener {} is not open{}: {}", now.stored().name(),
					now.isToTryAgain() ? ", and is tried again" : " until it is put anew", now.why());
		}
	}

	/**
	 * Creates or changes a listener. A change closes its connections, as they speak the
	 * old protocol. If the change fails, the old listener stays open.
	 * @throws InvalidSettingsException if the settings cannot be used, with every fault
	 * @throws ListenerRefusedException if it may not, or cannot, be openeded
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be stored now
	 */
	synchronized Listeners.Put put(String name, Settings settings) {
		checkChangeable(name);
		Listener before = this.open.get(name);
		boolean known = before != null || this.closed.containsKey(name);
		if (before != null && before.isListening() && settings.equals(before.given())) {
			return new Listeners.Put(before.view(), false);
		}
		if (!known && count() >= MOST) {
			throw new ListenerRefusedException(Reason.TOO_MANY,
					"There are already %d listeners created at run time; remove one first".formatted(MOST));
		}
		Listener after = made(name, settings);
		try {
			replace(before, after, () -> this.store.save(new StoredListener(name, settings)));
		}
		catch (ListenerNotBoundException ex) {
			throw new ListenerRefusedException(Reason.NOT_BOUND, String.valueOf(ex.getMessage()));
		}
		this.closed.remove(name);
		return new Listeners.Put(after.view(), !known);
	}

	private long count() {
		return this.closed.size() + this.open.size() - this.configured.size();
	}

	/** Builds a valid listener, which is not open yet. */
	private Listener made(String name, Settings given) {
		Faults faults = new Faults();
		ListenerSettings settings = given.bind(ListenerSettings.class, faults.found());
		if (settings != null) {
			this.rules.forEach((rule) -> faults.check(() -> rule.check(settings)));
			Listener listener = faults.read("", () -> Listener.of(name, settings, given, this.context));
			if (listener != null && !faults.found().isEmpty() && !this.open.containsKey(name)) {
				this.context.metrics().remove(name);
			}
			return faults.unlessAny(listener);
		}
		throw new InvalidSettingsException(faults.found());
	}

	/**
	 * Opens a listener in place of an open one. If both have the same port, the old one
	 * closes it first, and binds it again if the new one fails.
	 * @param keep stores the new one; called when it is open, so that only working
	 * settings are stored
	 */
	private void replace(@Nullable Listener before, Listener after, Runnable keep) {
		boolean samePort = before != null && before.port() == after.settings().port();
		if (samePort) {
			before.stopAccepting();
		}
		try {
			after.start();
			keep.run();
		}
		catch (RuntimeException ex) {
			after.destroy();
			if (before == null) {
				this.context.metrics().remove(after.name());
			}
			else if (samePort) {
				takeBack(before);
			}
			throw ex;
		}
		this.open.put(after.name(), after);
		if (before != null) {
			after.follow(before);
			before.destroy();
		}
		else {
			this.context.metrics().gauge(after.name(), Direction.INBOUND, () -> connections(after.name()));
		}
	}

	/**
	 * Opens anew the listeners that speak a protocol which has changed; their connections
	 * are closed.
	 */
	synchronized void changed(String protocol) {
		for (Listener before : List.copyOf(this.open.values())) {
			if (protocol.equals(before.settings().protocol())) {
				try {
					replace(before, Listener.of(before.name(), before.settings(), before.given(), this.context), () -> {
					});
				}
				catch (ListenerNotBoundException ex) {
					LOG.warn("Listener {} could not be opened anew for a changed protocol: {}", before.name(),
							ex.getMessage());
				}
			}
		}
		this.closed.values()
			.stream()
			.filter((one) -> protocol.equals(one.stored().settings().value("protocol").orElse(null)))
			.forEach((one) -> openAgain(one.stored()));
	}

	private void takeBack(Listener before) {
		try {
			before.acceptAgain();
		}
		catch (ListenerNotBoundException ex) {
			LOG.warn("Listener {} has lost its port, and will be retried: {}", before.name(), ex.getMessage());
		}
	}

	private int connections(String name) {
		Listener listener = this.open.get(name);
		return (listener != null) ? listener.connections() : 0;
	}

	/**
	 * Removes a listener, and closes its connections.
	 * @return false if there is none of that name
	 * @throws ListenerRefusedException if it is part of the configuration
	 * @throws io.wirepost.journal.JournalUnavailableException if that cannot be stored
	 * now; then it goes on
	 */
	synchronized boolean remove(String name) {
		checkChangeable(name);
		if (!this.open.containsKey(name) && !this.closed.containsKey(name)) {
			return false;
		}
		this.store.remove(name);
		forget(name);
		return true;
	}

	private void forget(String name) {
		this.closed.remove(name);
		Listener listener = this.open.remove(name);
		if (listener != null) {
			listener.destroy();
			this.context.metrics().remove(name);
			LOG.info("Listener {} was removed", name);
		}
	}

	private void checkChangeable(String name) {
		if (this.stopped) {
			throw new ListenerRefusedException(Reason.STOPPING, "Wirepost is stopping; try again later");
		}
		if (this.configured.contains(name)) {
			throw new ListenerRefusedException(Reason.CONFIGURED,
					"The listener '%s' is part of the configuration (wirepost.listeners); change it there"
						.formatted(name));
		}
	}

	/** Refuses changes from now on. */
	synchronized void stop() {
		this.stopped = true;
	}

	/** Whether every stored listener is open. */
	boolean isOpen() {
		return this.closed.isEmpty();
	}

	/** Whether a closed listener speaks a protocol. */
	boolean uses(String protocol) {
		return this.closed.values()
			.stream()
			.anyMatch((one) -> protocol.equals(one.stored().settings().value("protocol").orElse(null)));
	}

	/** The closed listeners. */
	List<ListenerView> closed() {
		return new ArrayList<>(this.closed.values().stream().map(Closed::view).toList());
	}

	/** A closed listener; null for none. */
	@Nullable ListenerView closed(String name) {
		Closed one = this.closed.get(name);
		return (one != null) ? one.view() : null;
	}

	/**
	 * A stored listener that is not open.
	 *
	 * @param why a sentence
	 * @param isToTryAgain whether a retry may help, as with a port in use
	 */
	private record Closed(StoredListener stored, String why, boolean isToTryAgain) {

		/** The view, as far as its settings can be read. */
		ListenerView view() {
			ListenerSettings settings = this.stored.settings().bind(ListenerSettings.class, new ArrayList<>());
			ListenerSettings shown = (settings != null) ? settings : Settings.NONE.bind(ListenerSettings.class);
			return new ListenerView(this.stored.name(), shown.bind(), shown.port(), ListenerView.State.STOPPED,
					shown.protocol(), new Settings(shown.framing()), new Settings(shown.identify()),
					Settings.of(shown.limits()), Settings.of(shown.timeouts()), 0, 0, 0, this.stored.settings(),
					this.why);
		}

	}

}
