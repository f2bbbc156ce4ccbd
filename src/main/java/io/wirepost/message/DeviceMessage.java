package io.wirepost.message;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A frame with its device, time and direction.
 *
 * @param id null until the journal has assigned one
 * @param device null where the connection has no device
 * @param direction which way it went
 * @param listener the name of the listener it came or went through; null for a connection
 * that Wirepost dialled
 * @param connectionId the connection's id, a UUID of version 7
 * @param remoteAddress the peer, as {@code address:port}
 * @param receivedAt when the last byte of the frame was read, or written
 * @param charset how the device writes text
 * @param payload the frame without its framing
 * @param deliveryId the delivery that this message is, or that it answers; null for
 * neither
 * @param interpretation what the protocol made of the frame
 * @param trace the trace of the request that it belongs to; null for none
 */
public record DeviceMessage(@Nullable MessageId id, @Nullable DeviceId device, Direction direction,
		@Nullable String listener, UUID connectionId, String remoteAddress, Instant receivedAt, Charset charset,
		Payload payload, @Nullable UUID deliveryId, Interpretation interpretation, @Nullable TraceParent trace) {

	/** A message of which no more is known than its bytes. */
	public DeviceMessage(@Nullable MessageId id, @Nullable DeviceId device, Direction direction,
			@Nullable String listener, UUID connectionId, String remoteAddress, Instant receivedAt, Charset charset,
			Payload payload, @Nullable UUID deliveryId) {
		this(id, device, direction, listener, connectionId, remoteAddress, receivedAt, charset, payload, deliveryId,
				Interpretation.NONE, null);
	}

	/** A message that belongs to no trace. */
	public DeviceMessage(@Nullable MessageId id, @Nullable DeviceId device, Direction direction,
			@Nullable String listener, UUID connectionId, String remoteAddress, Instant receivedAt, Charset charset,
			Payload payload, @Nullable UUID deliveryId, Interpretation interpretation) {
		this(id, device, direction, listener, connectionId, remoteAddress, receivedAt, charset, payload, deliveryId,
				interpretation, null);
	}

	/** The id of a message that the journal has taken. */
	public MessageId requiredId() {
		if (this.id == null) {
			throw new IllegalStateException("The journal has not taken this message yet");
		}
		return this.id;
	}

	/** The position behind a message that the journal has taken. */
	public Position position() {
		return Position.of(requiredId());
	}

	/** About the bytes that its frame takes, with what was read out of it. */
	public int size() {
		return this.payload.size() + this.interpretation.size();
	}

	public DeviceMessage withId(MessageId id) {
		return new DeviceMessage(id, this.device, this.direction, this.listener, this.connectionId, this.remoteAddress,
				this.receivedAt, this.charset, this.payload, this.deliveryId, this.interpretation, this.trace);
	}

}
