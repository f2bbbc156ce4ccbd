package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.EndpointSettings;
import io.wirepost.connection.Endpoints;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.connection.Listeners;
import io.wirepost.delivery.reply.ReplyMatcher;
import io.wirepost.device.Device;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.framing.Framings;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The ways to devices, and what is known of how they speak while they are away. Safe for
 * all threads.
 */
@Component
class Routes {

	/** Matchers are made anew when so many different ones were seen. */
	private static final int MATCHERS = 1000;

	private final Connections connections;

	private final Endpoints endpoints;

	private final Devices devices;

	private final Listeners listeners;

	private final MessageJournal journal;

	private final Map<Settings, ReplyMatcher> matchers = new ConcurrentHashMap<>();

	Routes(Connections connections, Endpoints endpoints, Devices devices, Listeners listeners, MessageJournal journal) {
		this.connections = connections;
		this.endpoints = endpoints;
		this.devices = devices;
		this.listeners = listeners;
		this.journal = journal;
	}

	/** Whether a device is connected or can be dialled. Does not block. */
	boolean isReachable(DeviceId device) {
		return isConnected(device) || isDialled(device);
	}

	boolean isConnected(DeviceId device) {
		return this.connections.reach(device).isPresent();
	}

	boolean isDialled(DeviceId device) {
		return this.endpoints.has(device);
	}

	/**
	 * The connection of a device, dialled if it has to be. Does not block.
	 * @return fails with a {@link DeviceNotConnectedException} if it is away
	 */
	CompletableFuture<Route> to(DeviceId device) {
		return this.connections.reach(device)
			.map(CompletableFuture::completedFuture)
			.or(() -> this.endpoints.connect(device))
			.orElseGet(() -> CompletableFuture.failedFuture(away(device)))
			.thenApply((connection) -> new Route(connection, matcher(device, connection)));
	}

	/** That very connection. */
	CompletableFuture<Route> on(Connection connection) {
		return connection.isOpen()
				? CompletableFuture.completedFuture(new Route(connection, matcher(connection.device(), connection)))
				: CompletableFuture
					.failedFuture(new DeviceNotConnectedException("connection-closed", "The connection has closed"));
	}

	static DeviceNotConnectedException away(DeviceId device) {
		return new DeviceNotConnectedException("away",
				"The device '%s' is not connected, and Wirepost has no endpoint to dial it".formatted(device));
	}

	private ReplyMatcher matcher(@Nullable DeviceId device, Connection connection) {
		Settings settings = Optional.ofNullable(device).flatMap(this.devices::reply).orElseGet(connection::reply);
		if (this.matchers.size() > MATCHERS) {
			this.matchers.clear();
		}
		return this.matchers.computeIfAbsent(settings, ReplyMatcher::of);
	}

	/**
	 * The charset in which a device reads text: its connection's, its endpoint's, or that
	 * in which it last spoke. May block.
	 * @throws DeviceUnknownException if there is no such device
	 */
	Charset charset(DeviceId id) {
		Optional<Connection> connected = this.connections.reach(id);
		if (connected.isPresent()) {
			return connected.get().charset();
		}
		Device device = this.devices.require(id);
		if (device.endpoint() != null) {
			return device.endpoint().charset();
		}
		return lastSaid(id).map(DeviceMessage::charset)
			.or(() -> onlyListener().map(ListenerSettings::charset))
			.orElse(StandardCharsets.UTF_8);
	}

	/**
	 * Checks that a payload is one frame for a device that is away, as far as is known
	 * how it speaks. May block.
	 * @throws io.wirepost.framing.PayloadTooLargeException if a frame cannot hold it
	 * @throws io.wirepost.framing.PayloadNotFrameableException if it is not one frame
	 */
	void check(DeviceId id, Payload payload) {
		EndpointSettings endpoint = this.devices.find(id).map(Device::endpoint).orElse(null);
		Optional<Map<String, String>> framing = (endpoint != null) ? Optional.of(endpoint.framing())
				: lastSaid(id)
					.flatMap((message) -> Optional.ofNullable(message.listener()).map(this.listeners.settings()::get))
					.or(this::onlyListener)
					.map(ListenerSettings::framing);
		framing.ifPresent((words) -> Framings.of(new Settings(words)).encode(payload));
	}

	private Optional<DeviceMessage> lastSaid(DeviceId id) {
		return this.journal.read(MessageQuery.newestInboundOf(id)).items().stream().findFirst();
	}

	private Optional<ListenerSettings> onlyListener() {
		Map<String, ListenerSettings> all = this.listeners.settings();
		return (all.size() == 1) ? all.values().stream().findFirst() : Optional.empty();
	}

}
