package io.wirepost.delivery.poll;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.delivery.poll.PollRefusedException.Reason;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.SharedSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The polls by their names: those of the configuration, and those put at run time (at
 * most {@value #MOST}), which are stored. Never two at a time of a poll for a device,
 * none while the device is away, and what is missed is not caught up.
 * <p>
 * Safe for all threads: one change at a time. Changes touch the disk, so none is made on
 * an event loop.
 */
@Component
public class Polls implements SmartLifecycle, SharedSettings {

	/** The most polls that are put at run time. */
	static final int MOST = 1_000;

	private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private final ConcurrentNavigableMap<String, PollRun> byName = new ConcurrentSkipListMap<>();

	/** The settings as given, of those put at run time. */
	private final Map<String, Settings> atRunTime = new HashMap<>();

	private final PollStore store;

	private final MeterRegistry registry;

	private final ScheduledThreadPoolExecutor rounds = executor("wirepost-polls");

	private final ScheduledThreadPoolExecutor sends = executor("wirepost-poll-sends");

	private final PollRun.Parts parts;

	private volatile State state = State.NEW;

	Polls(SettingsReader reader, PollStore store, PollTargets targets, PollSender sender, Clock clock,
			MeterRegistry registry) {
		this.store = store;
		this.registry = registry;
		this.parts = new PollRun.Parts(this.rounds, this.sends, targets, sender,
				new SplittableRandom(new SecureRandom().nextLong()), clock);
		reader.groups("wirepost.polls").forEach((name, given) -> {
			try {
				this.byName.put(name, made(name, given, null));
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.polls." + name, ex);
			}
		});
		store.list().forEach(this::restore);
	}

	private static ScheduledThreadPoolExecutor executor(String name) {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	private void restore(String name, Settings given) {
		if (this.byName.containsKey(name)) {
			LOG.warn("Poll {} was put at run time, but is now in the configuration, which takes precedence", name);
			return;
		}
		try {
			this.byName.put(name, made(name, given, null));
			this.atRunTime.put(name, given);
		}
		catch (InvalidSettingsException ex) {
			LOG.warn("Poll {} was put at run time, but cannot be used any more: {}", name, ex.getMessage());
		}
	}

	/**
	 * Makes a poll, which is not started.
	 * @param before the poll that it replaces, whose figures go on
	 */
	private PollRun made(String name, Settings given, @Nullable PollRun before) {
		PollSettings settings = settings(name, given);
		PollFigures figures = (before != null) ? before.figures() : new PollFigures(name, this.registry);
		return new PollRun(name, settings, figures, this.parts);
	}

	/**
	 * @throws InvalidSettingsException if they cannot be used, or the name cannot
	 */
	static PollSettings settings(String name, Settings given) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidSettingsException("", "the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -".formatted(name));
		}
		return PollSettings.of(given);
	}

	/** All polls, by name. */
	public synchronized List<Poll> list() {
		return this.byName.entrySet().stream().map((one) -> view(one.getKey(), one.getValue())).toList();
	}

	/** A poll by its name. */
	public synchronized Optional<Poll> find(String name) {
		return Optional.ofNullable(this.byName.get(name)).map((poll) -> view(name, poll));
	}

	private Poll view(String name, PollRun poll) {
		return poll.figures().view(!this.atRunTime.containsKey(name), poll.settings());
	}

	/**
	 * Creates or changes a poll at run time. It survives a restart. Its first round is
	 * one interval later, so no change sends more often than the settings say.
	 * @throws InvalidSettingsException if the settings cannot be used, with every fault
	 * @throws PollRefusedException if it may not be changed
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be stored now
	 */
	public synchronized Put put(String name, Settings given) {
		checkChangeable(name);
		PollRun before = this.byName.get(name);
		if (before != null && given.equals(this.atRunTime.get(name))) {
			return new Put(view(name, before), false);
		}
		if (before == null && this.atRunTime.size() >= MOST) {
			throw new PollRefusedException(Reason.TOO_MANY,
					"There are already %d polls put at run time; remove one first".formatted(MOST));
		}
		PollRun after = made(name, given, before);
		try {
			this.store.save(name, given);
		}
		catch (RuntimeException ex) {
			if (before == null) {
				after.figures().remove();
			}
			throw ex;
		}
		replace(name, given, before, after);
		return new Put(view(name, after), before == null);
	}

	private void replace(String name, Settings given, @Nullable PollRun before, PollRun after) {
		if (before != null) {
			before.stop();
		}
		this.atRunTime.put(name, given);
		this.byName.put(name, after);
		if (this.state == State.RUNNING) {
			after.start();
		}
	}

	/**
	 * Removes a poll that was put at run time. What is under way goes on.
	 * @return false if there is none of that name
	 * @throws PollRefusedException if it may not be removed
	 * @throws io.wirepost.journal.JournalUnavailableException if that cannot be stored
	 * now; then it goes on
	 */
	public synchronized boolean remove(String name) {
		checkChangeable(name);
		PollRun poll = this.byName.get(name);
		if (poll == null) {
			return false;
		}
		this.store.remove(name);
		forget(name, poll);
		return true;
	}

	private void forget(String name, PollRun poll) {
		poll.stop();
		this.atRunTime.remove(name);
		this.byName.remove(name);
		poll.figures().remove();
	}

	@Override
	public String kind() {
		return "polls";
	}

	@Override
	public void reload(String name) {
		reload(name, this.store.list().get(name));
	}

	@Override
	public void reloadAll() {
		Map<String, Settings> stored = this.store.list();
		Set<String> names = new TreeSet<>(stored.keySet());
		synchronized (this) {
			names.addAll(this.atRunTime.keySet());
		}
		names.forEach((name) -> reload(name, stored.get(name)));
	}

	private synchronized void reload(String name, @Nullable Settings given) {
		PollRun before = this.byName.get(name);
		boolean configured = before != null && !this.atRunTime.containsKey(name);
		if (this.state == State.STOPPED || configured || Objects.equals(given, this.atRunTime.get(name))) {
			return;
		}
		if (given == null && before != null) {
			forget(name, before);
		}
		else if (given != null) {
			replace(name, given, before, made(name, given, before));
		}
	}

	private void checkChangeable(String name) {
		if (this.state == State.STOPPED) {
			throw new PollRefusedException(Reason.STOPPING, "Wirepost is stopping; try again later");
		}
		if (this.byName.containsKey(name) && !this.atRunTime.containsKey(name)) {
			throw new PollRefusedException(Reason.CONFIGURED,
					"The poll '%s' is part of the configuration (wirepost.polls); change it there".formatted(name));
		}
	}

	@Override
	public synchronized void start() {
		this.state = State.RUNNING;
		this.byName.values().forEach(PollRun::start);
	}

	@Override
	public synchronized void stop() {
		this.state = State.STOPPED;
		this.byName.values().forEach(PollRun::stop);
		this.rounds.shutdownNow();
		this.sends.shutdownNow();
	}

	@Override
	public boolean isRunning() {
		return this.state == State.RUNNING;
	}

	/** Polls stop first: nothing new begins while the rest ends. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	/** Before the start, until the stop, and behind it. */
	private enum State {

		NEW, RUNNING, STOPPED

	}

	/**
	 * The result of a put.
	 *
	 * @param poll the poll as it is now
	 * @param created whether it is new
	 */
	public record Put(Poll poll, boolean created) {
	}

	/** For editors only: the names of the polls' settings. */
	@ConfigurationProperties("wirepost")
	record PollsMetadata(@DefaultValue Map<String, PollSettings> polls) {
	}

}
