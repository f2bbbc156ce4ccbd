package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.cluster.Ownership;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.Endpoints;
import io.wirepost.connection.Listeners;
import io.wirepost.connection.Spoken;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.device.DeviceProfile;
import io.wirepost.device.DeviceProfiles;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds connections to devices, and how to talk to devices that are away. Safe for all
 * threads.
 */
@Component
class Routes {

	/** The most cached reply policies. */
	private static final int POLICIES = 1000;

	private final Connections connections;

	private final Endpoints endpoints;

	private final DeviceProfiles devices;

	private final Listeners listeners;

	private final Ownership ownership;

	private final Map<Settings, ReplyPolicy> policies = new ConcurrentHashMap<>();

	Routes(Connections connections, Endpoints endpoints, DeviceProfiles devices, Listeners listeners,
			Ownership ownership) {
		this.ownership = ownership;
		this.connections = connections;
		this.endpoints = endpoints;
		this.devices = devices;
		this.listeners = listeners;
	}

	/** Whether a device is connected or can be dialled. Does not block. */
	boolean isReachable(DeviceId device) {
		return isConnected(device) || isDialled(device);
	}

	boolean isConnected(DeviceId device) {
		return this.connections.reach(device).isPresent();
	}

	boolean isDialled(DeviceId device) {
		return this.endpoints.dials(device);
	}

	/** The devices that are dialled. */
	List<DeviceId> dialled() {
		return this.endpoints.devices().stream().filter(this.endpoints::dials).toList();
	}

	/**
	 * The connection of a device, dialled if necessary. Does not block.
	 * @return fails with a {@link DeviceNotConnectedException} if it is away
	 */
	CompletableFuture<Route> to(DeviceId device) {
		return this.connections.reach(device)
			.map(CompletableFuture::completedFuture)
			.or(() -> this.endpoints.connect(device))
			.orElseGet(() -> CompletableFuture.failedFuture(away(device)))
			.thenCompose((connection) -> route(device, connection));
	}

	private CompletableFuture<Route> route(@Nullable DeviceId device, Connection connection) {
		CompletableFuture<Void> ready = connection.ready();
		if (!ready.isDone() || ready.isCompletedExceptionally()) {
			// A frame that comes meanwhile may have identified the device.
			return ready.thenCompose((done) -> this.ownership.confirmed(device, connection))
				.thenCompose((done) -> routeOf(device, connection));
		}
		CompletableFuture<Void> confirmed = this.ownership.confirmed(device, connection);
		return confirmed.isDone() && !confirmed.isCompletedExceptionally() ? routeOf(device, connection)
				: confirmed.thenCompose((done) -> routeOf(device, connection));
	}

	private CompletableFuture<Route> routeOf(@Nullable DeviceId device, Connection connection) {
		if (this.ownership.isLost(device, connection)) {
			return CompletableFuture.failedFuture(new DeviceNotConnectedException("connection-closed",
					"The device has a newer connection, at another replica"));
		}
		if (device == null) {
			return CompletableFuture.completedFuture(new Route(connection, policy(connection.reply())));
		}
		return this.devices.findLater(device)
			.thenApply((profile) -> new Route(connection,
					policy(profile.map(DeviceProfile::reply).orElseGet(connection::reply))));
	}

	/** Exactly this connection. */
	CompletableFuture<Route> on(Connection connection) {
		return (connection.isOpen() && !connection.isLeaving()) ? route(connection.device(), connection)
				: CompletableFuture
					.failedFuture(new DeviceNotConnectedException("connection-closed", "The connection has closed"));
	}

	static DeviceNotConnectedException away(DeviceId device) {
		return new DeviceNotConnectedException("away",
				"The device '%s' is not connected, and Wirepost has no endpoint to dial it".formatted(device));
	}

	private ReplyPolicy policy(Settings settings) {
		if (this.policies.size() > POLICIES) {
			this.policies.clear();
		}
		return this.policies.computeIfAbsent(settings, ReplyPolicy::of);
	}

	/**
	 * The charset of a device: its connection's, its endpoint's, or that of its last
	 * connection. May block.
	 * @throws DeviceUnknownException if there is no such device
	 */
	Charset charset(DeviceId id) {
		Optional<Connection> connected = this.connections.reach(id);
		if (connected.isPresent()) {
			return connected.get().charset();
		}
		DeviceProfile device = require(id);
		return this.endpoints.spoken(id)
			.map(Spoken::charset)
			.or(() -> Optional.ofNullable(device.charset()))
			.or(() -> onlyListener().map(Spoken::charset))
			.orElse(StandardCharsets.UTF_8);
	}

	/**
	 * The profile of a device. May block.
	 * @throws DeviceUnknownException if there is no such device
	 */
	DeviceProfile require(DeviceId id) {
		return this.devices.find(id).orElseThrow(() -> new DeviceUnknownException(id));
	}

	/**
	 * Checks that a payload is one frame for a device that is connected or dialled. May
	 * block.
	 * @throws io.wirepost.framing.PayloadTooLargeException if a frame cannot hold it
	 * @throws io.wirepost.framing.PayloadNotFrameableException if it is not one frame
	 */
	void checkNow(DeviceId id, Payload payload) {
		this.connections.reach(id)
			.ifPresentOrElse((connection) -> connection.framing().encode(payload), () -> check(id, payload));
	}

	/**
	 * Checks that a payload is one frame for a device that is away, as far as its framing
	 * is known. May block.
	 * @throws io.wirepost.framing.PayloadTooLargeException if a frame cannot hold it
	 * @throws io.wirepost.framing.PayloadNotFrameableException if it is not one frame
	 */
	void check(DeviceId id, Payload payload) {
		this.endpoints.spoken(id)
			.or(() -> this.devices.find(id).map(DeviceProfile::listener).map(this.listeners.spoken()::get))
			.or(this::onlyListener)
			.ifPresent((spoken) -> spoken.framing().encode(payload));
	}

	private Optional<Spoken> onlyListener() {
		Map<String, Spoken> all = this.listeners.spoken();
		return (all.size() == 1) ? all.values().stream().findFirst() : Optional.empty();
	}

	/**
	 * A connection to a device.
	 *
	 * @param reply how its replies are recognized
	 */
	record Route(Connection connection, ReplyPolicy reply) {
	}

}
