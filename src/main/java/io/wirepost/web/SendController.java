package io.wirepost.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.Connections;
import io.wirepost.delivery.ConnectionUnknownException;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.SendOptions;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends to a device, or to a connection without one. No thread waits for the outcome: an
 * {@link AsyncResponse} is written when it is known. Each handler declares the response
 * as a parameter, which tells Spring MVC not to write one.
 */
@RestController
class SendController {

	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private final Deliveries deliveries;

	private final Connections connections;

	private final JsonMapper json;

	SendController(Deliveries deliveries, Connections connections, JsonMapper json) {
		this.deliveries = deliveries;
		this.connections = connections;
		this.json = json;
	}

	@PostMapping(path = "/api/devices/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	void toDevice(@PathVariable DeviceId id, @RequestBody SendRequest request,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key, HttpServletRequest http,
			HttpServletResponse response) {
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = request.content().outgoing(this.deliveries.charset(id), faults);
		SendOptions options = options(request.awaitReply(), request.expiresIn(), key, faults);
		answer(http, this.deliveries.send(id, checked(outgoing, faults), options));
	}

	@PostMapping(path = "/api/devices/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	void toDevice(@PathVariable DeviceId id, @RequestBody(required = false) byte @Nullable [] body,
			@RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key, HttpServletRequest http,
			HttpServletResponse response) {
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = outgoing(body, contentType, this.deliveries.charset(id));
		SendOptions options = options(awaitReply, expiresIn, key, faults);
		answer(http, this.deliveries.send(id, checked(outgoing, faults), options));
	}

	@PostMapping(path = "/api/connections/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	void toConnection(@PathVariable String id, @RequestBody SendRequest request,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key, HttpServletRequest http,
			HttpServletResponse response) {
		UUID connection = Ids.uuid(id, "connection");
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = request.content().outgoing(charset(connection), faults);
		SendOptions options = toConnection(request.awaitReply(), request.expiresIn(), key, faults);
		answer(http, this.deliveries.send(connection, checked(outgoing, faults), options));
	}

	@PostMapping(path = "/api/connections/{id}/messages",
			consumes = { MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE })
	void toConnection(@PathVariable String id, @RequestBody(required = false) byte @Nullable [] body,
			@RequestHeader("Content-Type") MediaType contentType,
			@RequestParam(required = false) @Nullable String awaitReply,
			@RequestParam(required = false) @Nullable String expiresIn,
			@RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key, HttpServletRequest http,
			HttpServletResponse response) {
		UUID connection = Ids.uuid(id, "connection");
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = outgoing(body, contentType, charset(connection));
		SendOptions options = toConnection(awaitReply, expiresIn, key, faults);
		answer(http, this.deliveries.send(connection, checked(outgoing, faults), options));
	}

	private static SendOptions toConnection(@Nullable String awaitReply, @Nullable String expiresIn,
			@Nullable String key, RequestFaults faults) {
		if (expiresIn != null) {
			faults.add("expiresIn",
					"a closed connection does not come back; leave expiresIn out, or send to the device");
		}
		return options(awaitReply, null, key, faults);
	}

	private static SendOptions options(@Nullable String awaitReply, @Nullable String expiresIn, @Nullable String key,
			RequestFaults faults) {
		return new SendOptions(faults.duration("awaitReply", awaitReply, Deliveries.LONGEST_WAIT),
				faults.duration("expiresIn", expiresIn, Deliveries.LONGEST_EXPIRY),
				faults.read(IDEMPOTENCY_KEY, key, SendController::key));
	}

	private static String key(String key) {
		if (!key.matches("[!-~]([ -~]{0,253}[!-~])?")) {
			throw new IllegalArgumentException("a key has 1 to 255 visible ASCII characters");
		}
		return key;
	}

	private static Outgoing checked(@Nullable Outgoing outgoing, RequestFaults faults) {
		faults.check();
		if (outgoing == null) {
			throw new InvalidRequestException("", "There is nothing to send");
		}
		return outgoing;
	}

	private void answer(HttpServletRequest http, CompletableFuture<Delivery> sent) {
		AsyncResponse answer = AsyncResponse.to(http);
		sent.whenComplete((delivery, failure) -> {
			if (failure != null) {
				answer.problem(failure);
				return;
			}
			switch (delivery.status()) {
				case QUEUED -> answer.json(202, json(delivery), "/api/deliveries/" + delivery.id());
				case WRITTEN, REPLIED, EXPIRED, CANCELLED -> answer.json(200, json(delivery), null);
				case REPLY_TIMEOUT, FAILED -> answer.problem(new NotDeliveredException(delivery));
			}
		});
	}

	private byte[] json(Delivery delivery) {
		return this.json.writeValueAsBytes(DeliveryView.of(delivery));
	}

	private Charset charset(UUID connection) {
		return this.connections.find(connection)
			.orElseThrow(() -> new ConnectionUnknownException(connection))
			.charset();
	}

	/** The body's bytes; text in another charset is encoded in the device's charset. */
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
