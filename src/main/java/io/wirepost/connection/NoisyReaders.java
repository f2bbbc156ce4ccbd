package io.wirepost.connection;

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
class NoisyReaders {

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * What is left of a noise at the next look: half after some fifty of them. A
	 * connection that is paused brings nothing, and is still one of the noisiest.
	 */
	private static final double MEMORY = 0.986;

	private final Connections connections;

	private final Set<DeviceConnection> paused = ConcurrentHashMap.newKeySet();

	private Map<DeviceConnection, Noise> noises = Map.of();

	NoisyReaders(Connections connections, MeterRegistry registry) {
		this.connections = connections;
		Gauge.builder("wirepost.connections.paused", this.paused::size)
			.description("Connections that are not read for now, as there is too much load")
			.register(registry);
	}

	/** Looks who was noisy lately, and pauses them. */
	void pauseNoisiest() {
		long now = System.nanoTime();
		listen(now);
		double left = this.noises.values().stream().mapToDouble((noise) -> noise.lately).sum() / 2;
		List<Noise> loudestFirst = this.noises.values()
			.stream()
			.filter((noise) -> noise.lately >= 1)
			.sorted(Comparator.comparingDouble((Noise noise) -> noise.lately).reversed())
			.toList();
		for (Noise noise : loudestFirst) {
			if (left <= 0) {
				break;
			}
			left -= noise.lately;
			if (now - noise.changed >= TURN_NANOS && this.paused.add(noise.connection)) {
				noise.changed = now;
				noise.connection.pause();
			}
		}
	}

	/** Forgets those that are gone, and whose pause is over. */
	private void listen(long now) {
		Map<DeviceConnection, Noise> heard = new HashMap<>();
		for (DeviceConnection connection : this.connections.all()) {
			Noise before = this.noises.get(connection);
			Noise noise = (before != null) ? before : new Noise(connection, now);
			noise.listen();
			heard.put(connection, noise);
			if (now - noise.changed >= PAUSE_NANOS && this.paused.remove(connection)) {
				noise.changed = now;
				connection.resume();
			}
		}
		this.noises = heard;
		this.paused.retainAll(heard.keySet());
	}

	/** Has all of them read again. */
	void resume() {
		this.paused.forEach(DeviceConnection::resume);
		this.paused.clear();
		this.noises = Map.of();
	}

	/** May be called on any thread. */
	boolean isPaused(DeviceConnection connection) {
		return this.paused.contains(connection);
	}

	/** What a connection brought lately. */
	private static final class Noise {

		private final DeviceConnection connection;

		private long bytes;

		private double lately;

		/** When its pause or its turn began; before that, none did. */
		private long changed;

		Noise(DeviceConnection connection, long now) {
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
