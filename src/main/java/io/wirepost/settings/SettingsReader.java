package io.wirepost.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Reads the configuration into the features' records. Faults are collected, so that a
 * user sees all of them at once: the start fails with them after every feature has read
 * its settings, before any port is bound.
 */
@Component
public class SettingsReader implements SmartInitializingSingleton {

	/** A name of which Spring's binder drops nothing. */
	private static final Pattern WHOLE = Pattern.compile("(?:[A-Za-z0-9._-]|\\[[^\\]]*])*");

	private final ConfigurableEnvironment environment;

	/**
	 * Names that a feature has read; any other name under {@code wirepost} is a mistake.
	 */
	private final Set<String> known = new ConcurrentSkipListSet<>();

	/** What was read, by name: it is read once, so that its faults are told once. */
	private final Map<String, Object> read = new ConcurrentHashMap<>();

	private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());

	SettingsReader(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Reads one record; invalid settings have their defaults in it. Read again it is the
	 * same.
	 * @param name its name, such as {@code wirepost.journal}
	 * @param apart groups below it that are read on their own
	 */
	public <T> T read(String name, Class<T> type, String... apart) {
		this.known.add(name);
		return type.cast(this.read.computeIfAbsent(name, (absent) -> {
			Map<String, Object> tree = new LinkedHashMap<>(tree(name));
			tree.keySet().removeAll(Set.of(apart));
			return bind(name, tree, type).orElseGet(() -> Settings.NONE.bind(type));
		}));
	}

	/** Reads a record for its faults, and only where anything is set. */
	public void readIfSet(String name, Class<?> type) {
		this.known.add(name);
		if (hasAny(name)) {
			read(name, type);
		}
	}

	/**
	 * Reads named records, without their invalid settings. Read again they are the same.
	 * @param name the name above them, such as {@code wirepost.listeners}
	 * @return by name, in the order of the names
	 */
	@SuppressWarnings("unchecked")
	public <T> Map<String, T> readAll(String name, Class<T> type) {
		this.known.add(name);
		return (Map<String, T>) this.read.computeIfAbsent(name, (absent) -> {
			Map<String, T> records = new TreeMap<>();
			tree(name).forEach((key, value) -> bind(name + "." + key, value, type)
				.ifPresent((record) -> records.put(key, record)));
			return Collections.unmodifiableMap(records);
		});
	}

	/**
	 * Reads named groups of settings as they are.
	 * @param name the name above them, such as {@code wirepost.protocols}
	 * @return by name, in the order of the names
	 */
	public Map<String, Settings> groups(String name) {
		this.known.add(name);
		Map<String, Settings> groups = new TreeMap<>();
		tree(name).forEach((key, value) -> {
			try {
				groups.put(key, Settings.of(value));
			}
			catch (InvalidSettingsException ex) {
				faults(name + "." + key, ex);
			}
		});
		return groups;
	}

	/** Reads a list of values; empty if it is not set. */
	public List<String> readList(String name) {
		this.known.add(name);
		return Binder.get(this.environment).bind(name, Bindable.listOf(String.class)).orElse(List.of());
	}

	private <T> Optional<T> bind(String name, @Nullable Object tree, Class<T> type) {
		List<Fault> found = new ArrayList<>();
		try {
			return Optional.ofNullable(Settings.of(tree).bind(type, found));
		}
		catch (InvalidSettingsException ex) {
			found.addAll(ex.faults());
			return Optional.empty();
		}
		finally {
			found.forEach((fault) -> this.faults.add(fault.within(name)));
		}
	}

	/**
	 * Reads one value.
	 * @param name its name, such as {@code wirepost.data}
	 */
	public <T> T readOne(String name, Class<T> type, T defaultValue) {
		this.known.add(name);
		try {
			return Binder.get(this.environment).bind(name, type).orElse(defaultValue);
		}
		catch (BindException ex) {
			fault(name, "this is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
			return defaultValue;
		}
	}

	/** Whether anything is set below a name. */
	public boolean hasAny(String name) {
		return !tree(name).isEmpty();
	}

	/**
	 * Reports an SSL bundle that is not defined.
	 * @param property where it is named
	 * @param bundle its name; null for none
	 */
	public void requireBundle(String property, @Nullable String bundle) {
		if (bundle != null && !tree("spring.ssl.bundle.pem").containsKey(bundle)
				&& !tree("spring.ssl.bundle.jks").containsKey(bundle)) {
			fault(property, "there is no SSL bundle '%s'; define it under spring.ssl.bundle".formatted(bundle));
		}
	}

	/** Adds a fault found later; the start will fail with it. */
	public void fault(String property, String sentence) {
		this.faults.add(new Fault(property, sentence));
	}

	/** Adds faults found later, such as those of a framing's own settings. */
	public void faults(String property, InvalidSettingsException invalid) {
		this.faults.addAll(invalid.within(property).faults());
	}

	@Override
	public void afterSingletonsInstantiated() {
		check();
	}

	/**
	 * Ends the start if there are faults; called once all features have read.
	 * @throws InvalidSettingsException with all faults so far
	 */
	public void check() {
		faultWritten("there is no such setting", (name) -> this.known.stream().noneMatch((one) -> isBelow(name, one)));
		faultWritten(
				"Spring would drop some characters of this name; use A-Z a-z 0-9 - _ or put it in brackets: \"[a b]\"",
				(name) -> !WHOLE.matcher(name).matches());
		if (!this.faults.isEmpty()) {
			throw new InvalidSettingsException(this.faults);
		}
	}

	/**
	 * Finds names that cannot be meant. Environment variables are not checked: Kubernetes
	 * sets some of its own for a service of that name.
	 */
	private void faultWritten(String sentence, Predicate<String> isFault) {
		Set<String> found = new TreeSet<>();
		this.environment.getPropertySources().forEach((source) -> {
			if (source instanceof EnumerablePropertySource<?> all
					&& !(source instanceof SystemEnvironmentPropertySource)) {
				Arrays.stream(all.getPropertyNames())
					.filter((name) -> name.startsWith("wirepost."))
					.filter(isFault)
					.forEach(found::add);
			}
		});
		found.forEach((name) -> fault(name, sentence));
	}

	private static boolean isBelow(String name, String known) {
		return name.startsWith(known) && (name.length() == known.length() || name.charAt(known.length()) == '.'
				|| name.charAt(known.length()) == '[');
	}

	private Map<String, Object> tree(String name) {
		return Binder.get(this.environment).bind(name, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
	}

}
