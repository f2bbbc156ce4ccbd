package io.wirepost.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.delivery.ConnectionUnknownException;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.device.Device;
import io.wirepost.device.Devices;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends to a device, or to a connection that has none. The caller waits without a thread.
 */
@RestController
@Tag(name = "Sending")
class SendController {

	private static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

	private final Deliveries deliveries;

	private final Devices devices;

	private final Connections connections;

	SendController(Deliveries deliveries, Devices devices, Connections connections) {
		this.deliveries = deliveries;
		this.devices = devices;
		this.connections = connections;
	}

	@PostMapping(path = "/api/devices/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ResponseEntity<Object>> toDevice(@PathVariable DeviceId id, @RequestBody SendRequest request,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
		return send(request, charset(id), key, (payload, awaitReply) -> this.deliveries.send(id, payload, awaitReply));
	}

	@PostMapping(path = "/api/devices/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	CompletableFuture<ResponseEntity<Object>> toDevice(@PathVariable DeviceId id,
			@RequestBody(required = false) byte @Nullable [] body, @RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
		Payload payload = payload(body, contentType, charset(id));
		return send(payload, awaitReply, expiresIn, key, (bytes, wait) -> this.deliveries.send(id, bytes, wait));
	}

	@PostMapping(path = "/api/connections/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ResponseEntity<Object>> toConnection(@PathVariable String id, @RequestBody SendRequest request,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
		Connection connection = connection(id);
		return send(request, connection.charset(), key,
				(payload, awaitReply) -> this.deliveries.send(connection.id(), payload, awaitReply));
	}

	@PostMapping(path = "/api/connections/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	CompletableFuture<ResponseEntity<Object>> toConnection(@PathVariable String id,
			@RequestBody(required = false) byte @Nullable [] body, @RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
		Connection connection = connection(id);
		Payload payload = payload(body, contentType, connection.charset());
		return send(payload, awaitReply, expiresIn, key,
				(bytes, wait) -> this.deliveries.send(connection.id(), bytes, wait));
	}

	private CompletableFuture<ResponseEntity<Object>> send(SendRequest request, Charset charset, @Nullable String key,
			BiFunction<Payload, @Nullable Duration, CompletableFuture<Delivery>> route) {
		Faults faults = new Faults();
		Payload payload = request.payload(charset, faults);
		return send(payload, request.awaitReply(), request.expiresIn(), key, faults, route);
	}

	private CompletableFuture<ResponseEntity<Object>> send(Payload payload, @Nullable String awaitReply,
			@Nullable String expiresIn, @Nullable String key,
			BiFunction<Payload, @Nullable Duration, CompletableFuture<Delivery>> route) {
		return send(payload, awaitReply, expiresIn, key, new Faults(), route);
	}

	private CompletableFuture<ResponseEntity<Object>> send(@Nullable Payload payload, @Nullable String awaitReply,
			@Nullable String expiresIn, @Nullable String key, Faults faults,
			BiFunction<Payload, @Nullable Duration, CompletableFuture<Delivery>> route) {
		Duration wait = faults.duration("awaitReply", awaitReply, Deliveries.LONGEST_WAIT);
		faults.duration("expiresIn", expiresIn, LONGEST_EXPIRY);
		if (key != null) {
			faults.add("Idempotency-Key", "this version keeps no keys, so it takes none; leave the header out");
		}
		faults.check();
		if (payload == null) {
			throw new InvalidRequestException("", "There is nothing to send");
		}
		return route.apply(payload, wait).thenApply(SendController::respond);
	}

	private static ResponseEntity<Object> respond(Delivery delivery) {
		return switch (delivery.status()) {
			case WRITTEN, REPLIED -> ResponseEntity.ok(DeliveryView.of(delivery));
			case REPLY_TIMEOUT -> timeout("reply-timeout", "No reply in time", delivery,
					"connection-closed".equals(delivery.failure())
							? "The message was written, but the device closed the connection before it replied"
							: "The message was written, but no reply came in time; if one comes later, it is kept and "
									+ "marked with this deliveryId");
			default -> timeout("write-timeout", "The device did not read in time", delivery,
					"The device did not read the message within its write deadline (timeouts.write); its connection "
							+ "is closed, and part of the message may have reached it");
		};
	}

	private static ResponseEntity<Object> timeout(String name, String title, Delivery delivery, String detail) {
		return Responses
			.problem(Problem.of(HttpStatus.GATEWAY_TIMEOUT, name, title, detail, Map.of("deliveryId", delivery.id())));
	}

	/**
	 * The charset in which a device reads text: its connection's, or else its endpoint's.
	 */
	private Charset charset(DeviceId id) {
		return this.connections.reach(id).map(Connection::charset).orElseGet(() -> {
			Device device = this.devices.require(id);
			return (device.endpoint() != null) ? device.endpoint().charset() : StandardCharsets.UTF_8;
		});
	}

	private Connection connection(String id) {
		UUID uuid = Ids.uuid(id, "connection");
		return this.connections.find(uuid).orElseThrow(() -> new ConnectionUnknownException(uuid));
	}

	/**
	 * A body as it is; but text in another charset than the device's is written in the
	 * device's.
	 */
	private static Payload payload(byte @Nullable [] body, MediaType contentType, Charset charset) {
		byte[] bytes = (body != null) ? body : new byte[0];
		Charset theirs = (contentType.getCharset() != null) ? contentType.getCharset() : StandardCharsets.UTF_8;
		if (!contentType.isCompatibleWith(MediaType.TEXT_PLAIN) || theirs.equals(charset)) {
			return Payload.owning(bytes);
		}
		String text = Payload.owning(bytes)
			.decode(theirs)
			.orElseThrow(() -> new InvalidRequestException("",
					"The body is not text in %s; name its charset in Content-Type, or send application/octet-stream"
						.formatted(theirs)));
		return Payloads.text(text, charset);
	}

}
