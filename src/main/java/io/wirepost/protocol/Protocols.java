package io.wirepost.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.wirepost.protocol.NamedProtocol.Source;
import io.wirepost.protocol.ProtocolRefusedException.Reason;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.SharedSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * The protocols by their names: those of the configuration and of files, those put at run
 * time (at most {@value #MOST}), and those that come with Wirepost, in that order. Safe
 * for all threads: one change at a time, and none while a listener or an endpoint begins
 * to use a protocol. Changes touch the disk, so none is made on an event loop.
 */
@Component
public class Protocols implements SharedSettings {

	/** The most protocols that are put at run time. */
	static final int MOST = 1_000;

	private static final Logger LOG = LoggerFactory.getLogger(Protocols.class);

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	private final ProtocolStore store;

	private final List<ProtocolRule> rules;

	/** Of the configuration, of files, and put at run time. */
	private final Map<String, NamedProtocol> own = new ConcurrentHashMap<>();

	/** The files of those that come from files. */
	private final Map<String, Path> files = new ConcurrentHashMap<>();

	private final Map<String, NamedProtocol> shipped = new ConcurrentHashMap<>();

	/** Held for writing by changes, and for reading by whoever begins to use one. */
	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	private final List<ProtocolUser> users = new CopyOnWriteArrayList<>();

	Protocols(SettingsReader reader, ProtocolStore store, List<ProtocolRule> rules) {
		this.store = store;
		this.rules = rules;
		reader.groups("wirepost.protocols")
			.forEach((name, settings) -> configure("wirepost.protocols." + name, name, Source.CONFIGURATION, settings,
					reader));
		List<String> patterns = reader.readList("wirepost.protocol-files");
		for (int i = 0; i < patterns.size(); i++) {
			readFiles("wirepost.protocol-files[%d]".formatted(i), patterns.get(i), reader);
		}
		this.store.list().forEach(this::restore);
	}

	/** Those of the configuration and of files alone, with those that come along. */
	public static Protocols ofConfiguration(SettingsReader reader) {
		return new Protocols(reader, ProtocolStore.NONE, List.of());
	}

	/**
	 * Runs a protocol's examples.
	 * @return what does not come out as they say; empty if all does
	 * @throws InvalidSettingsException if bytes of one cannot be read
	 */
	public static List<ExampleFailure> failures(Protocol protocol) {
		return ProtocolExamples.failures(protocol);
	}

	private void readFiles(String property, String pattern, SettingsReader reader) {
		try {
			for (Path file : ProtocolFiles.find(pattern)) {
				String name = ProtocolFiles.name(file);
				NamedProtocol before = this.own.get(name);
				if (before == null || before.source() != Source.CONFIGURATION) {
					readFile(property + " (" + file.getFileName() + ")", name, file, reader);
				}
			}
		}
		catch (InvalidSettingsException ex) {
			reader.faults(property, ex);
		}
	}

	private void readFile(String property, String name, Path file, SettingsReader reader) {
		this.files.put(name, file);
		try {
			configure(property, name, Source.FILE, ProtocolFile.read(ProtocolFiles.text(file)), reader);
		}
		catch (InvalidSettingsException ex) {
			reader.faults(property, ex);
		}
	}

	private void configure(String property, String name, Source source, Settings settings, SettingsReader reader) {
		try {
			NamedProtocol one = made(name, source, settings);
			ProtocolExamples.check(one.protocol());
			this.own.put(name, one);
		}
		catch (InvalidSettingsException ex) {
			reader.faults(property, ex);
		}
		catch (ExamplesFailedException ex) {
			ex.failures().forEach((failure) -> reader.fault(property + ".examples", failure.sentence()));
		}
	}

	private void restore(String name, Settings settings) {
		if (this.own.containsKey(name)) {
			LOG.warn("Protocol {} was put at run time, but is now in the configuration, which takes precedence", name);
			return;
		}
		try {
			this.own.put(name, made(name, Source.RUN_TIME, settings));
		}
		catch (InvalidSettingsException ex) {
			LOG.warn("Protocol {} was put at run time, but cannot be used any more: {}", name, ex.getMessage());
		}
	}

	/**
	 * @throws InvalidSettingsException if it is no name
	 */
	static void checkName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidSettingsException("",
					"the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit"
						.formatted(name));
		}
	}

	private NamedProtocol made(String name, Source source, Settings settings) {
		checkName(name);
		Faults faults = new Faults();
		ProtocolSettings bound = settings.bind(ProtocolSettings.class, faults.found());
		if (bound == null) {
			throw new InvalidSettingsException(faults.found());
		}
		this.rules.forEach((rule) -> faults.check(() -> rule.check(bound)));
		Protocol protocol = faults.read("", () -> Protocol.of(bound));
		return new NamedProtocol(name, source, settings, faults.unlessAny(protocol));
	}

	/** A protocol by its name. */
	public Optional<Protocol> find(String name) {
		return get(name).map(NamedProtocol::protocol);
	}

	/** A protocol by its name, with where it comes from. */
	public Optional<NamedProtocol> get(String name) {
		NamedProtocol one = this.own.get(name);
		return (one != null) ? Optional.of(one) : shipped(name);
	}

	private Optional<NamedProtocol> shipped(String name) {
		if (!NAME.matcher(name).matches()) {
			return Optional.empty();
		}
		NamedProtocol known = this.shipped.get(name);
		if (known == null) {
			known = ShippedProtocols.find(name).map((settings) -> made(name, Source.SHIPPED, settings)).orElse(null);
			if (known != null) {
				this.shipped.put(name, known);
			}
		}
		return Optional.ofNullable(known);
	}

	/** All names, sorted. */
	public List<String> names() {
		TreeSet<String> names = new TreeSet<>(ShippedProtocols.names());
		names.addAll(this.own.keySet());
		return List.copyOf(names);
	}

	/** All protocols, by name. */
	public List<NamedProtocol.Summary> list() {
		return names().stream().map(this::summary).flatMap(Optional::stream).toList();
	}

	private Optional<NamedProtocol.Summary> summary(String name) {
		NamedProtocol one = this.own.getOrDefault(name, this.shipped.get(name));
		return (one != null) ? Optional.of(one.summary())
				: ShippedProtocols.find(name).map((settings) -> NamedProtocol.Summary.ofShipped(name, settings));
	}

	/**
	 * Finds a protocol and begins to use it, while none changes or goes. Comes before any
	 * lock of the user: changes ask users while they hold theirs. Blocks, so not for
	 * event loops.
	 * @param use afterwards {@link ProtocolUser#uses} is true for it
	 */
	public <T> T whileUnchanged(Supplier<T> use) {
		this.lock.readLock().lock();
		try {
			return use.get();
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private <T> T changing(Supplier<T> change) {
		this.lock.writeLock().lock();
		try {
			return change.get();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/** Has a user told of changes. Called before the first change. */
	public void register(ProtocolUser user) {
		this.users.add(user);
	}

	/**
	 * Creates or changes a protocol at run time. Connections that speak the old one are
	 * closed. It survives a restart.
	 * @throws InvalidSettingsException if the settings cannot be used, with every fault
	 * @throws ExamplesFailedException if its examples do not come out as they say
	 * @throws ProtocolRefusedException if it may not be changed
	 */
	public Put put(String name, Settings settings) {
		return changing(() -> putNow(name, settings));
	}

	private Put putNow(String name, Settings settings) {
		NamedProtocol before = this.own.get(name);
		checkChangeable(name, before);
		if (before != null && before.settings().equals(settings)) {
			// Nothing changes, so no connection closes.
			return new Put(before, false);
		}
		if (before == null
				&& this.own.values().stream().filter((one) -> one.source() == Source.RUN_TIME).count() >= MOST) {
			throw new ProtocolRefusedException(Reason.TOO_MANY,
					"There are already %d protocols put at run time; remove one first".formatted(MOST));
		}
		NamedProtocol after = made(name, Source.RUN_TIME, settings);
		ProtocolExamples.check(after.protocol());
		replace(name, before, after);
		return new Put(after, before == null);
	}

	private void replace(String name, @Nullable NamedProtocol before, NamedProtocol after) {
		this.own.put(name, after);
		try {
			this.users.forEach((user) -> user.check(name));
			this.store.save(name, after.settings());
		}
		catch (RuntimeException ex) {
			takeBack(name, before);
			throw ex;
		}
		this.users.forEach((user) -> user.changed(name));
	}

	private void takeBack(String name, @Nullable NamedProtocol before) {
		if (before != null) {
			this.own.put(name, before);
		}
		else {
			this.own.remove(name);
		}
	}

	@Override
	public String kind() {
		return "protocols";
	}

	@Override
	public void reload(String name) {
		reload(name, this.store.list().get(name));
	}

	@Override
	public void reloadAll() {
		Map<String, Settings> stored = this.store.list();
		Set<String> names = new TreeSet<>(stored.keySet());
		this.own.forEach((name, one) -> {
			if (one.source() == Source.RUN_TIME) {
				names.add(name);
			}
		});
		names.forEach((name) -> reload(name, stored.get(name)));
	}

	/** Examples and users were asked where it was put. */
	private void reload(String name, @Nullable Settings settings) {
		changing(() -> {
			NamedProtocol before = this.own.get(name);
			boolean atRunTime = before == null || before.source() == Source.RUN_TIME;
			if (!atRunTime || (before != null && before.settings().equals(settings))) {
				return false;
			}
			if (settings == null) {
				this.own.remove(name);
			}
			else {
				this.own.put(name, made(name, Source.RUN_TIME, settings));
				this.users.forEach((user) -> user.changed(name));
			}
			return true;
		});
	}

	/**
	 * Removes a protocol that was put at run time.
	 * @return false if there is none of that name
	 * @throws ProtocolRefusedException if it may not be removed
	 */
	public boolean remove(String name) {
		return changing(() -> removeNow(name));
	}

	private boolean removeNow(String name) {
		NamedProtocol before = this.own.get(name);
		checkChangeable(name, before);
		if (before == null) {
			if (shipped(name).isPresent()) {
				throw new ProtocolRefusedException(Reason.SHIPPED,
						"The protocol '%s' comes with Wirepost; put one of that name to replace it".formatted(name));
			}
			return false;
		}
		if (this.users.stream().anyMatch((user) -> user.uses(name))) {
			throw new ProtocolRefusedException(Reason.IN_USE,
					"A listener or an endpoint speaks the protocol '%s'; change that first".formatted(name));
		}
		this.store.remove(name);
		this.own.remove(name);
		return true;
	}

	private void checkChangeable(String name, @Nullable NamedProtocol before) {
		if (before != null && before.source() != Source.RUN_TIME) {
			String origin = (before.source() == Source.FILE) ? "comes from the file " + this.files.get(name)
					: "is part of the configuration (wirepost.protocols)";
			throw new ProtocolRefusedException(Reason.CONFIGURED,
					"The protocol '%s' %s; change it there".formatted(name, origin));
		}
	}

	/**
	 * The settings of a protocol that has no name, for trying it.
	 * @throws InvalidSettingsException if they cannot be used, with every fault
	 */
	public Protocol unnamed(Settings settings) {
		return made("unnamed", Source.RUN_TIME, settings).protocol();
	}

	/**
	 * The result of a put.
	 *
	 * @param created whether it is new
	 */
	public record Put(NamedProtocol protocol, boolean created) {
	}

}
