package io.wirepost.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.connection.ReplyCorrelator;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * A lane for each device, or connection without one, that something is under way to or
 * waits for; so as many as there may be deliveries. Told by the connections who comes,
 * goes and answers. Safe for all threads; does not block.
 */
@Component
class Lanes implements ReplyCorrelator, ConnectionObserver {

	private final Map<Object, Lane> byKey = new ConcurrentHashMap<>();

	private final Timers timers;

	private final DeliveryWriter records;

	private final Routes routes;

	Lanes(Timers timers, DeliveryWriter records, Routes routes) {
		this.timers = timers;
		this.records = records;
		this.routes = routes;
	}

	/**
	 * Takes a delivery to the end of its lane.
	 * @param key the device's id, or that of a connection without one
	 */
	void submit(Object key, Attempt attempt) {
		Lane lane;
		do {
			lane = this.byKey.computeIfAbsent(key, this::lane);
			attempt.lane = lane;
		}
		while (!lane.submit(attempt));
	}

	/** Takes a delivery that waited when the process last ended. */
	void restore(DeviceId device, Attempt attempt) {
		Lane lane = this.byKey.computeIfAbsent(device, this::lane);
		attempt.lane = lane;
		lane.restore(attempt);
	}

	private Lane lane(Object key) {
		Lane[] self = new Lane[1];
		BooleanSupplier redials = () -> key instanceof DeviceId device && this.routes.isDialled(device);
		self[0] = new Lane(this.timers, this.records, redials, () -> this.byKey.remove(key, self[0]));
		return self[0];
	}

	/** What waits for a device goes to it now, if that can be. */
	void wake(DeviceId device) {
		Lane lane = this.byKey.get(device);
		if (lane != null) {
			lane.wake();
		}
	}

	/** Takes back whatever waits for a device. */
	List<Attempt> takeBackAll(DeviceId device) {
		Lane lane = this.byKey.get(device);
		return (lane != null) ? lane.takeBackAll() : List.of();
	}

	@Override
	public @Nullable Claim claim(Connection connection, @Nullable DeviceId device, Payload frame) {
		Lane lane = (device != null) ? this.byKey.get(device) : null;
		Claim claim = (lane != null) ? lane.replies().claim(connection, frame) : null;
		if (claim == null) {
			lane = this.byKey.get(connection.id());
			claim = (lane != null) ? lane.replies().claim(connection, frame) : null;
		}
		return claim;
	}

	@Override
	public boolean awaits(Connection connection) {
		Lane ofDevice = (connection.device() != null) ? this.byKey.get(connection.device()) : null;
		Lane ofConnection = this.byKey.get(connection.id());
		return (ofDevice != null && ofDevice.replies().awaits(connection))
				|| (ofConnection != null && ofConnection.replies().awaits(connection));
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		wake(device);
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		closed(connection, device);
	}

	@Override
	public void closed(Connection connection) {
		closed(connection, connection.id());
	}

	private void closed(Connection connection, Object key) {
		Lane lane = this.byKey.get(key);
		if (lane != null) {
			lane.replies().closed(connection);
		}
	}

}
