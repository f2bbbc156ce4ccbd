package io.wirepost.web;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.wirepost.connection.Connections;
import io.wirepost.delivery.ConnectionUnknownException;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.SendOptions;
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

	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private final Deliveries deliveries;

	private final Connections connections;

	SendController(Deliveries deliveries, Connections connections) {
		this.deliveries = deliveries;
		this.connections = connections;
	}

	@PostMapping(path = "/api/devices/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ResponseEntity<Object>> toDevice(@PathVariable DeviceId id, @RequestBody SendRequest request,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
		Faults faults = new Faults();
		Outgoing outgoing = request.content().outgoing(this.deliveries.charset(id), faults);
		SendOptions options = options(request.awaitReply(), request.expiresIn(), key, faults);
		return this.deliveries.send(id, checked(outgoing, faults), options).thenApply(SendController::respond);
	}

	@PostMapping(path = "/api/devices/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	CompletableFuture<ResponseEntity<Object>> toDevice(@PathVariable DeviceId id,
			@RequestBody(required = false) byte @Nullable [] body, @RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
		Faults faults = new Faults();
		Outgoing outgoing = outgoing(body, contentType, this.deliveries.charset(id));
		SendOptions options = options(awaitReply, expiresIn, key, faults);
		return this.deliveries.send(id, checked(outgoing, faults), options).thenApply(SendController::respond);
	}

	@PostMapping(path = "/api/connections/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ResponseEntity<Object>> toConnection(@PathVariable String id, @RequestBody SendRequest request,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
		UUID connection = Ids.uuid(id, "connection");
		Faults faults = new Faults();
		Outgoing outgoing = request.content().outgoing(charset(connection), faults);
		SendOptions options = toConnection(request.awaitReply(), request.expiresIn(), key, faults);
		return this.deliveries.send(connection, checked(outgoing, faults), options).thenApply(SendController::respond);
	}

	@PostMapping(path = "/api/connections/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	CompletableFuture<ResponseEntity<Object>> toConnection(@PathVariable String id,
			@RequestBody(required = false) byte @Nullable [] body, @RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
		UUID connection = Ids.uuid(id, "connection");
		Faults faults = new Faults();
		Outgoing outgoing = outgoing(body, contentType, charset(connection));
		SendOptions options = toConnection(awaitReply, expiresIn, key, faults);
		return this.deliveries.send(connection, checked(outgoing, faults), options).thenApply(SendController::respond);
	}

	private static SendOptions toConnection(@Nullable String awaitReply, @Nullable String expiresIn,
			@Nullable String key, Faults faults) {
		if (expiresIn != null) {
			faults.add("expiresIn",
					"a connection that has closed does not come back; leave this out, or send to the " + "device");
		}
		return options(awaitReply, null, key, faults);
	}

	private static SendOptions options(@Nullable String awaitReply, @Nullable String expiresIn, @Nullable String key,
			Faults faults) {
		return new SendOptions(faults.duration("awaitReply", awaitReply, Deliveries.LONGEST_WAIT),
				faults.duration("expiresIn", expiresIn, Deliveries.LONGEST_EXPIRY),
				faults.read(IDEMPOTENCY_KEY, key, SendController::key));
	}

	private static String key(String key) {
		if (!key.matches("[!-~]([ -~]{0,253}[!-~])?")) {
			throw new IllegalArgumentException("a key is 1 to 255 visible characters of ASCII");
		}
		return key;
	}

	private static Outgoing checked(@Nullable Outgoing outgoing, Faults faults) {
		faults.check();
		if (outgoing == null) {
			throw new InvalidRequestException("", "There is nothing to send");
		}
		return outgoing;
	}

	private static ResponseEntity<Object> respond(Delivery delivery) {
		return switch (delivery.status()) {
			case QUEUED -> ResponseEntity.accepted()
				.location(URI.create("/api/deliveries/" + delivery.id()))
				.body(DeliveryView.of(delivery));
			case WRITTEN, REPLIED, EXPIRED, CANCELLED -> ResponseEntity.ok(DeliveryView.of(delivery));
			case REPLY_TIMEOUT -> problem(HttpStatus.GATEWAY_TIMEOUT, "reply-timeout", "No reply in time", delivery,
					"connection-closed".equals(delivery.failure())
							? "The message was written, but the device closed the connection before it replied"
							: "The message was written, but no reply came in time; if one comes later, it is kept and "
									+ "marked with this deliveryId");
			case FAILED -> failed(delivery);
		};
	}

	private static ResponseEntity<Object> failed(Delivery delivery) {
		String failure = String.valueOf(delivery.failure());
		return switch (failure) {
			case "write-timeout" -> problem(HttpStatus.GATEWAY_TIMEOUT, "write-timeout",
					"The device did not read in time", delivery,
					"The device did not read the message within its write deadline (timeouts.write); its connection "
							+ "is closed, and part of the message may have reached it");
			case "unknown-outcome" ->
				problem(HttpStatus.GATEWAY_TIMEOUT, "unknown-outcome", "Nobody knows how it ended", delivery,
						"Wirepost stopped while the message was being sent; it may have reached the device, and "
								+ "is not sent again");
			default -> problem(HttpStatus.CONFLICT, "device-not-connected", "The message did not reach the device",
					delivery, "The message was not sent whole: " + failure, "reason", failure);
		};
	}

	private static ResponseEntity<Object> problem(HttpStatus status, String name, String title, Delivery delivery,
			String detail, String... property) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("deliveryId", delivery.id());
		if (property.length == 2) {
			properties.put(property[0], property[1]);
		}
		return Responses.problem(Problem.of(status, name, title, detail, properties));
	}

	private Charset charset(UUID connection) {
		return this.connections.find(connection)
			.orElseThrow(() -> new ConnectionUnknownException(connection))
			.charset();
	}

	/**
	 * A body as it is; but text in another charset than the device's is written in the
	 * device's.
	 */
	private static Outgoing outgoing(byte @Nullable [] body, MediaType contentType, Charset charset) {
		byte[] bytes = (body != null) ? body : new byte[0];
		if (!contentType.isCompatibleWith(MediaType.TEXT_PLAIN)) {
			return new Outgoing(Payload.owning(bytes), null);
		}
		Charset theirs = (contentType.getCharset() != null) ? contentType.getCharset() : StandardCharsets.UTF_8;
		if (theirs.equals(charset)) {
			return new Outgoing(Payload.owning(bytes), charset);
		}
		String text = Payload.owning(bytes)
			.decode(theirs)
			.orElseThrow(() -> new InvalidRequestException("",
					"The body is not text in %s; name its charset in Content-Type, or send application/octet-stream"
						.formatted(theirs)));
		return new Outgoing(Payload.of(text, charset), charset);
	}

}
