package io.wirepost.overload;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Pauses the connections with the most recent traffic: as few as brought half of all
 * bytes. Each is read for a while between two pauses; those with little traffic are never
 * paused. Used on the thread of {@link Overload}.
 */
@Component
public class TopTalkers {

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * The decay of a volume per measurement: half after about fifty. So a paused
	 * connection still counts as one with much traffic.
	 */
	private static final double MEMORY = 0.986;

	private final Talkers connections;

	private final Set<Talker> paused = ConcurrentHashMap.newKeySet();

	private Map<Talker, Volume> volumes = Map.of();

	TopTalkers(Talkers connections, MeterRegistry registry) {
		this.connections = connections;
		Gauge.builder("wirepost.connections.paused", this.paused::size)
			.description("Connections that are paused because of overload")
			.register(registry);
	}

	/** Finds the connections with the most recent traffic, and pauses them. */
	void pauseLoudest() {
		long now = System.nanoTime();
		listen(now);
		double left = this.volumes.values().stream().mapToDouble((volume) -> volume.lately).sum() / 2;
		List<Volume> loudestFirst = this.volumes.values()
			.stream()
			.filter((volume) -> volume.lately >= 1)
			.sorted(Comparator.comparingDouble((Volume volume) -> volume.lately).reversed())
			.toList();
		for (Volume volume : loudestFirst) {
			if (left <= 0) {
				break;
			}
			left -= volume.lately;
			if (now - volume.changed >= TURN_NANOS && this.paused.add(volume.connection)) {
				volume.changed = now;
				volume.connection.pause();
			}
		}
	}

	/** Removes closed connections, and those whose pause is over. */
	private void listen(long now) {
		Map<Talker, Volume> heard = new HashMap<>();
		for (Talker connection : this.connections.all()) {
			Volume before = this.volumes.get(connection);
			Volume volume = (before != null) ? before : new Volume(connection, now);
			volume.listen();
			heard.put(connection, volume);
			if (now - volume.changed >= PAUSE_NANOS && this.paused.remove(connection)) {
				volume.changed = now;
				connection.resume();
			}
		}
		this.volumes = heard;
		this.paused.retainAll(heard.keySet());
	}

	/** Resumes all of them. */
	void resume() {
		this.paused.forEach(Talker::resume);
		this.paused.clear();
		this.volumes = Map.of();
	}

	/** May be called on any thread. */
	public boolean isPaused(Talker connection) {
		return this.paused.contains(connection);
	}

	/** The recent traffic of a connection. */
	private static final class Volume {

		private final Talker connection;

		private long bytes;

		private double lately;

		/** When its pause, or its turn after one, began. */
		private long changed;

		Volume(Talker connection, long now) {
			this.connection = connection;
			this.bytes = connection.bytesRead();
			this.changed = now - TURN_NANOS;
		}

		private void listen() {
			long now = this.connection.bytesRead();
			this.lately = this.lately * MEMORY + (now - this.bytes);
			this.bytes = now;
		}

	}

}
