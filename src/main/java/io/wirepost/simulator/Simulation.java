package io.wirepost.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs devices on the calling thread until their time is over, then waits a while for
 * what is still owed to them. {@link #stop} may be called on another thread.
 */
final class Simulation {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	/** How long acknowledgements may still come at the end. */
	private static final long GRACE = 10 * SECOND;

	/** So many devices dial in a millisecond at first. */
	private static final int DIALS = 1;

	private final SimulationSettings settings;

	private final Dialler dialler;

	private final Tally tally = new Tally();

	private final List<SimulatedDevice> devices = new ArrayList<>();

	private final PriorityQueue<Turn> turns = new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));

	private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

	private final Consumer<Progress> progress;

	private volatile boolean stopped;

	/** A device's next turn. */
	private record Turn(long at, SimulatedDevice device) {
	}

	/**
	 * The figures while it runs.
	 *
	 * @param seconds since the start
	 */
	record Progress(long seconds, long open, long sent, long acknowledged) {
	}

	/**
	 * @param progress told each second, on the thread that runs
	 */
	Simulation(SimulationSettings settings, Speech speech, Dialler dialler, Consumer<Progress> progress) {
		this.settings = settings;
		this.dialler = dialler;
		this.progress = progress;
		long interval = (settings.rate() > 0) ? (long) (SECOND / settings.rate()) : Long.MAX_VALUE;
		Random seeds = new Random(settings.seed());
		long now = System.nanoTime();
		for (int i = 1; i <= settings.devices(); i++) {
			this.devices.add(new SimulatedDevice(i, speech, settings.troubles().of(i, settings.devices()),
					new Random(seeds.nextLong()), this.tally, interval, now + (long) i * MILLISECOND / DIALS));
		}
	}

	/** Ends it soon. */
	void stop() {
		this.stopped = true;
	}

	/**
	 * Runs it.
	 * @return what came of it
	 */
	Summary run() {
		long begin = System.nanoTime();
		long end = begin + this.settings.duration().toNanos();
		try (Selector selector = Selector.open()) {
			this.devices.forEach((device) -> schedule(device, begin));
			long told = begin;
			while (!isOver(end)) {
				long now = System.nanoTime();
				turns(selector, now, now >= end || this.stopped);
				ready(selector, now >= end || this.stopped);
				if (now - told >= SECOND) {
					told += SECOND;
					this.devices.forEach(SimulatedDevice::second);
					this.progress.accept(new Progress((told - begin) / SECOND, open(), this.tally.sentSoFar(),
							this.tally.acknowledgedSoFar()));
				}
			}
			long open = open();
			this.devices.forEach(SimulatedDevice::close);
			return this.tally.summary(open);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isOver(long end) {
		long now = System.nanoTime();
		if (now < end && !this.stopped) {
			return false;
		}
		return this.stopped || now >= end + GRACE || this.devices.stream().allMatch(SimulatedDevice::isDone);
	}

	private long open() {
		return this.devices.stream().filter(SimulatedDevice::isOpen).count();
	}

	private void turns(Selector selector, long now, boolean ending) {
		for (Turn next = this.turns.peek(); next != null && next.at() - now <= 0; next = this.turns.peek()) {
			this.turns.remove();
			if (next.device().takeTurn(next.at())) {
				act(next.device(), selector, now, ending);
			}
		}
	}

	private void act(SimulatedDevice device, Selector selector, long now, boolean ending) {
		long next = device.act(selector, this.settings.target(), now, ending);
		schedule(device, Math.min(next, now + SECOND));
	}

	private void schedule(SimulatedDevice device, long at) {
		if (device.turn(at)) {
			this.turns.add(new Turn(at, device));
		}
	}

	private void ready(Selector selector, boolean ending) throws IOException {
		Turn next = this.turns.peek();
		long wait = (next != null) ? (next.at() - System.nanoTime()) / MILLISECOND : 1;
		selector.select(Math.max(1, Math.min(wait, 100)));
		long now = System.nanoTime();
		for (SelectionKey key : selector.selectedKeys()) {
			SimulatedDevice device = (SimulatedDevice) key.attachment();
			device.ready(this.dialler, this.buffer, now);
			act(device, selector, now, ending);
		}
		selector.selectedKeys().clear();
	}

}
