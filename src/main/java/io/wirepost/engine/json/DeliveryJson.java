package io.wirepost.engine.json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Deliveries as JSON. The id is stored beside it. */
public final class DeliveryJson {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private DeliveryJson() {
	}

	public static byte[] write(StoredDelivery delivery) {
		return JSON.writeValueAsBytes(new DeliveryRecord((delivery.device() != null) ? delivery.device().value() : null,
				code(delivery.status()), delivery.begun(), delivery.createdAt(), delivery.writtenAt(),
				delivery.expiresAt(), value(delivery.messageId()), value(delivery.replyId()),
				(delivery.replyIds() != null) ? delivery.replyIds().stream().map(MessageId::value).toList() : null,
				delivery.failure(), delivery.awaitReply(), delivery.replyEnd(), delivery.broadcast(),
				(delivery.trace() != null) ? delivery.trace().value() : null, delivery.owner(), delivery.epoch()));
	}

	private static @Nullable UUID value(@Nullable MessageId id) {
		return (id != null) ? id.value() : null;
	}

	/** Reads a delivery from bytes, of which the first are something else. */
	public static StoredDelivery read(UUID id, byte[] bytes, int offset) {
		DeliveryRecord kept = JSON.readValue(bytes, offset, bytes.length - offset, DeliveryRecord.class);
		return new StoredDelivery(id, (kept.device() != null) ? new DeviceId(kept.device()) : null,
				status(kept.status()), kept.begun(), kept.createdAt(), kept.writtenAt(), kept.expiresAt(),
				id(kept.messageId()), id(kept.replyId()),
				(kept.replyIds() != null) ? kept.replyIds().stream().map(MessageId::new).toList() : null,
				kept.failure(), kept.awaitReply(), kept.replyEnd(), kept.broadcast(),
				TraceParent.ofHeader(kept.trace()), kept.owner(), kept.epoch());
	}

	private static @Nullable MessageId id(@Nullable UUID value) {
		return (value != null) ? new MessageId(value) : null;
	}

	/** The number of a status in every store, which must never change. */
	public static byte code(Delivery.Status status) {
		return switch (status) {
			case QUEUED -> 1;
			case WRITTEN -> 2;
			case REPLIED -> 3;
			case REPLY_TIMEOUT -> 4;
			case EXPIRED -> 5;
			case CANCELLED -> 6;
			case FAILED -> 7;
		};
	}

	public static Delivery.Status status(byte code) {
		for (Delivery.Status status : Delivery.Status.values()) {
			if (code(status) == code) {
				return status;
			}
		}
		throw new IllegalStateException("The delivery status %d is unknown".formatted(code));
	}

	/**
	 * The stored form of a delivery: its names stay, even if those of the delivery
	 * change.
	 */
	record DeliveryRecord(@Nullable String device, byte status, boolean begun, Instant createdAt,
			@Nullable Instant writtenAt, @Nullable Instant expiresAt, @Nullable UUID messageId, @Nullable UUID replyId,
			@Nullable List<UUID> replyIds, @Nullable String failure, @Nullable Duration awaitReply,
			@Nullable String replyEnd, @Nullable UUID broadcast, @Nullable String trace, @Nullable String owner,
			long epoch) {
	}

}
