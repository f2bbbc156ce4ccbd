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
 * Pauses the connections that brought the most lately: as few as brought half of all
 * bytes. Each has its turn again between two pauses, and whoever brings little is never
 * kept waiting. To be used on the overload's thread alone.
 */
@Component
public class TopTalkers {

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * What is left of a volume at the next look: half after some fifty of them. A
	 * connection that is paused brings nothing, and is still one of the noisiest.
	 */
	private static final double MEMORY = 0.986;

	private final Talkers connections;

	private final Set<Talker> paused = ConcurrentHashMap.newKeySet();

	private Map<Talker, Volume> volumes = Map.of();

	TopTalkers(Talkers connections, MeterRegistry registry) {
		this.connections = connections;
		Gauge.builder("wirepost.connections.paused", this.paused::size)
			.description("Connections that are not read for now, as there is too much load")
			.register(registry);
	}

	/** Looks who was noisy lately, and pauses them. */
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

	/** Forgets those that are gone, and whose pause is over. */
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

	/** Has all of them read again. */
	void resume() {
		this.paused.forEach(Talker::resume);
		this.paused.clear();
		this.volumes = Map.of();
	}

	/** May be called on any thread. */
	public boolean isPaused(Talker connection) {
		return this.paused.contains(connection);
	}

	/** What a connection brought lately. */
	private static final class Volume {

		private final Talker connection;

		private long bytes;

		private double lately;

		/** When its pause or its turn began; before that, none did. */
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
