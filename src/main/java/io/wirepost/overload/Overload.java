package io.wirepost.overload;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.wirepost.journal.MessageJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Sheds load before a resource runs out: first new connections, then the connections with
 * the most traffic, one step at a time, and back in reverse order. Measures ten times a
 * second, on its own thread; the level may be read on any thread.
 */
@Component
public class Overload implements DisposableBean {

	/** From this pressure on, no new connections. */
	static final double CROWDED = 0.75;

	/** From this pressure on, the connections with the most traffic are paused. */
	static final double FULL = 0.85;

	/** A level ends when the pressure is this much below the one at which it begins. */
	static final double RELIEF = 0.10;

	private static final long LOOK_MILLIS = 100;

	/** The measurements for which the inbox has to be full. */
	private static final int INBOX_LOOKS = 30;

	/** The measurements before the next level up, so that a level can take effect. */
	private static final int LOOKS_UP = 10;

	/**
	 * The measurements before the next level down, so that the level does not oscillate.
	 */
	private static final int LOOKS_DOWN = 30;

	private static final Logger LOG = LoggerFactory.getLogger(Overload.class);

	private final Map<String, Pressure> pressures = new ConcurrentHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final TopTalkers talkers;

	private final MeterRegistry registry;

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(new DefaultThreadFactory("wirepost-overload", true));

	private volatile Level level = Level.CALM;

	/** How often in a row the same next level was measured. */
	private int looks;

	private boolean upwards;

	Overload(MessageJournal journal, MemoryBudgets budgets, TopTalkers talkers, MeterRegistry registry) {
		this.talkers = talkers;
		this.registry = registry;
		Gauge.builder("wirepost.overload", () -> this.level.ordinal())
			.description("0: none, 1: no new connections, 2: the connections with the most traffic are paused as well")
			.register(registry);
		watch("heap", new HeapPressure());
		watch("direct-memory", new DirectMemoryPressure());
		watch("unfinished-frames", budgets.unfinishedFrames()::fill);
		watch("inbox", new InboxPressure(journal, INBOX_LOOKS));
		this.thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	/** Adds a resource to watch. */
	public void watch(String what, Pressure pressure) {
		this.pressures.put(what, new Measured(pressure, what, this.registry));
	}

	/** Whether listeners may accept connections. */
	public boolean takesConnections() {
		return this.level == Level.CALM;
	}

	/**
	 * Registers a listener that is called when the level has changed, on this type's
	 * thread; it must not block.
	 * @return ends the registration
	 */
	public Runnable onChange(Runnable listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	private void look() {
		try {
			String what = "";
			double most = 0;
			for (Map.Entry<String, Pressure> one : this.pressures.entrySet()) {
				double pressure = one.getValue().now();
				if (pressure > most) {
					most = pressure;
					what = one.getKey();
				}
			}
			step(what, most);
		}
		catch (RuntimeException ex) {
			LOG.warn("The load could not be measured", ex);
		}
		catch (OutOfMemoryError ex) {
			// The next measurement is a moment away, and an exception would end the
			// schedule.
		}
	}

	private void step(String what, double pressure) {
		Level next = this.level.towards(pressure);
		boolean up = next.compareTo(this.level) > 0;
		this.looks = (next != this.level && up == this.upwards) ? this.looks + 1 : 0;
		this.upwards = up;
		if (this.looks > (up ? LOOKS_UP : LOOKS_DOWN)) {
			this.looks = 0;
			if (up) {
				LOG.warn("Overload ({} at {} %): {}", what, Math.round(pressure * 100), next.meaning);
			}
			else {
				LOG.info("Less load: {}", next.meaning);
			}
			this.level = next;
			this.listeners.forEach(Runnable::run);
		}
		if (this.level == Level.NOISIEST_PAUSED) {
			this.talkers.pauseLoudest();
		}
		else {
			this.talkers.resume();
		}
	}

	@Override
	public void destroy() {
		this.thread.shutdownNow();
	}

	/** What is shed, in this order. */
	enum Level {

		/** Nothing. */
		CALM("nothing is shed any more", 0),

		/** New connections wait in the kernel's queue; open ones go on. */
		NO_NEW_CONNECTIONS("no new connections are accepted", CROWDED),

		/** The connections with the most traffic are paused too. */
		NOISIEST_PAUSED("the connections with the most traffic are paused, and no new ones are accepted", FULL);

		private final String meaning;

		private final double begin;

		Level(String meaning, double begin) {
			this.meaning = meaning;
			this.begin = begin;
		}

		/** The level above, below, or this one. */
		private Level towards(double pressure) {
			if (this != NOISIEST_PAUSED && pressure >= values()[ordinal() + 1].begin) {
				return values()[ordinal() + 1];
			}
			return (this != CALM && pressure < this.begin - RELIEF) ? values()[ordinal() - 1] : this;
		}

	}

	/** A pressure, with a gauge of its last value. */
	private static final class Measured implements Pressure {

		private final Pressure pressure;

		private volatile double last;

		Measured(Pressure pressure, String what, MeterRegistry registry) {
			this.pressure = pressure;
			Gauge.builder("wirepost.pressure", () -> this.last)
				.description("The share of a resource that is in use, from 0 to 1")
				.tag("of", what)
				.strongReference(true)
				.register(registry);
		}

		@Override
		public double now() {
			this.last = this.pressure.now();
			return this.last;
		}

	}

}
