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
 * Sheds load before the process runs out of something: first new connections, then the
 * noisiest of those there are, one step at a time, and back in the other order. Looks
 * some times a second, on a thread of its own; the level may be read on any thread.
 */
@Component
public class Overload implements DisposableBean {

	/** From here on no new connections. */
	static final double CROWDED = 0.75;

	/** From here on the noisiest readers are paused. */
	static final double FULL = 0.85;

	/** A level lasts until it is so much better than when it began. */
	static final double RELIEF = 0.10;

	private static final long LOOK_MILLIS = 100;

	/** How long an inbox has to be full. */
	private static final int INBOX_LOOKS = 30;

	/** Each level has so long to show what it brings before the next. */
	private static final int LOOKS_UP = 10;

	/** So long it has to be better without a break, or the level would go up and down. */
	private static final int LOOKS_DOWN = 30;

	private static final Logger LOG = LoggerFactory.getLogger(Overload.class);

	private final Map<String, Pressure> pressures = new ConcurrentHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final TopTalkers talkers;

	private final MeterRegistry registry;

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(new DefaultThreadFactory("wirepost-overload", true));

	private volatile Level level = Level.CALM;

	/** How often in a row the next level was the same. */
	private int looks;

	private boolean upwards;

	Overload(MessageJournal journal, MemoryBudgets budgets, TopTalkers talkers, MeterRegistry registry) {
		this.talkers = talkers;
		this.registry = registry;
		Gauge.builder("wirepost.overload", () -> this.level.ordinal())
			.description("0: calm, 1: no new connections, 2: the noisiest readers are paused as well")
			.register(registry);
		watch("heap", new HeapPressure());
		watch("direct-memory", new DirectMemoryPressure());
		watch("unfinished-frames", budgets.unfinishedFrames()::fill);
		watch("inbox", new InboxPressure(journal, INBOX_LOOKS));
		this.thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	/** Has something else watched that must not run out. */
	public void watch(String what, Pressure pressure) {
		this.pressures.put(what, new Measured(pressure, what, this.registry));
	}

	/** Whether listeners may take connections. */
	public boolean takesConnections() {
		return this.level == Level.CALM;
	}

	/**
	 * Registers what is called when the level has changed, on the overload's thread; must
	 * not block.
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
			LOG.warn("It could not be looked whether there is too much load", ex);
		}
		catch (OutOfMemoryError ex) {
			// The next look is a moment away, and this one must not be the last.
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
				LOG.warn("Too much load ({} at {} %): {}", what, Math.round(pressure * 100), next.meaning);
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
		CALM("everything goes on as before", 0),

		/** Who dials waits in the kernel's queue; who is there goes on. */
		NO_NEW_CONNECTIONS("no new connections are taken for now", CROWDED),

		/** The connections that bring the most are not read for a while, too. */
		NOISIEST_PAUSED("the connections that bring the most are paused, and no new ones are taken", FULL);

		private final String meaning;

		private final double begin;

		Level(String meaning, double begin) {
			this.meaning = meaning;
			this.begin = begin;
		}

		/** The next level, or the one before, or this one still. */
		private Level towards(double pressure) {
			if (this != NOISIEST_PAUSED && pressure >= values()[ordinal() + 1].begin) {
				return values()[ordinal() + 1];
			}
			return (this != CALM && pressure < this.begin - RELIEF) ? values()[ordinal() - 1] : this;
		}

	}

	/** A pressure, and a gauge of what it was last. */
	private static final class Measured implements Pressure {

		private final Pressure pressure;

		private volatile double last;

		Measured(Pressure pressure, String what, MeterRegistry registry) {
			this.pressure = pressure;
			Gauge.builder("wirepost.pressure", () -> this.last)
				.description("How much is used of what must not run out, from 0 to 1")
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
