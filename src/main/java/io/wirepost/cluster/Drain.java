package io.wirepost.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.DrainSettings;
import io.wirepost.transport.CloseReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Hands the devices of a replica that stops to the others, while it still answers HTTP:
 * nothing new is written to a connection that is to be closed, what is under way is
 * finished, and then it is closed, at a set rate. A process on its own closes its
 * connections last.
 */
@Component
class Drain implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private static final Logger log = LoggerFactory.getLogger(Drain.class);

	/** How long what is under way to a device may take. */
	static final Duration FINISH = Duration.ofSeconds(5);

	/** How long other replicas may still think that a device is here. */
	static final Duration REMEMBERED = Duration.ofMillis(2_500);

	private static final long TICK_MILLIS = 5;

	private final Cluster cluster;

	private final Replicas replicas;

	private final Connections connections;

	private final InFlight inFlight;

	private final Duration period;

	private final ApplicationContext context;

	private volatile boolean running;

	Drain(Cluster cluster, Replicas replicas, Connections connections, InFlight inFlight, DrainSettings settings,
			ApplicationContext context) {
		this.context = context;
		this.cluster = cluster;
		this.replicas = replicas;
		this.connections = connections;
		this.inFlight = inFlight;
		this.period = settings.drain();
	}

	/** The others know before anything stops. */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Not one of the contexts below it, such as that of the topic.
		if (event.getApplicationContext() == this.context) {
			this.replicas.drain();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	/** Blocks until all connections are closed, or somebody interrupts it. */
	@Override
	public void stop() {
		this.running = false;
		if (!this.cluster.isEnabled() || this.replicas.isDeclaredDead()) {
			return;
		}
		try {
			Deque<Connection> open = new ArrayDeque<>(this.connections.all());
			log.debug("{} connections are closed", open.size());
			closeAll(open);
			TimeUnit.MILLISECONDS.sleep(REMEMBERED.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void closeAll(Deque<Connection> open) throws InterruptedException {
		long pause = this.period.toNanos() / Math.max(1, open.size());
		long next = System.nanoTime();
		List<Leaving> leaving = new ArrayList<>();
		while (!open.isEmpty() || !leaving.isEmpty()) {
			long now = System.nanoTime();
			while (!open.isEmpty() && now - next >= 0) {
				Connection connection = open.remove();
				connection.leave();
				leaving.add(new Leaving(connection, now + FINISH.toNanos()));
				next += pause;
			}
			close(leaving, now);
			TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
		}
	}

	private void close(List<Leaving> leaving, long now) {
		for (Iterator<Leaving> all = leaving.iterator(); all.hasNext();) {
			Leaving one = all.next();
			if (now - one.until() >= 0
					|| this.connections.devicesOn(one.connection()).stream().noneMatch(this.inFlight::isBusy)) {
				one.connection().closeBecause(CloseReason.SHUTDOWN, "this replica stops");
				all.remove();
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Behind the listeners, which accept no more, and before HTTP. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 1;
	}

	/** A connection that closes once nothing is under way on it. */
	private record Leaving(Connection connection, long until) {
	}

}
