package io.wirepost.journal;

import java.time.Instant;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Which messages to read. Null restricts nothing.
 *
 * @param device of this device
 * @param direction of this direction; null for both of messages, and events if they are
 * asked for
 * @param listener through this listener
 * @param kind of this kind
 * @param from received at this time or later
 * @param to received before this time
 * @param order oldest or newest first
 * @param after continue after this position, in the given order; there need not be a
 * message
 * @param limit the most messages, 1 to {@value #MAX_LIMIT}
 * @param events whether events are read without naming their direction
 */
public record MessageQuery(@Nullable DeviceId device, @Nullable Direction direction, @Nullable String listener,
		@Nullable String kind, @Nullable Instant from, @Nullable Instant to, Order order, @Nullable Position after,
		int limit, boolean events) {

	/** The most messages of one page. */
	public static final int MAX_LIMIT = 500;

	public MessageQuery {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new IllegalArgumentException("The limit %d is not 1 to %d".formatted(limit, MAX_LIMIT));
		}
	}

	/** Without events, unless of their direction. */
	public MessageQuery(@Nullable DeviceId device, @Nullable Direction direction, @Nullable String listener,
			@Nullable String kind, @Nullable Instant from, @Nullable Instant to, Order order, @Nullable Position after,
			int limit) {
		this(device, direction, listener, kind, from, to, order, after, limit, false);
	}

	/** Everything after a position, events too, oldest first: what a follower reads. */
	public static MessageQuery behind(@Nullable Position after, int limit) {
		return new MessageQuery(null, null, null, null, null, null, Order.ASC, after, limit, true);
	}

	/** The same range, continued after a position. */
	public MessageQuery continued(Position after) {
		return new MessageQuery(this.device, this.direction, this.listener, this.kind, this.from, this.to, this.order,
				after, this.limit, this.events);
	}

	/** The newest message or event of all. */
	public static MessageQuery newest() {
		return new MessageQuery(null, null, null, null, null, null, Order.DESC, null, 1, true);
	}

	/** The newest messages of a device, without events. */
	public static MessageQuery newestOf(DeviceId device, int limit) {
		return new MessageQuery(device, null, null, null, null, null, Order.DESC, null, limit);
	}

	/** The newest message that a device sent. */
	public static MessageQuery newestInboundOf(DeviceId device) {
		return new MessageQuery(device, Direction.INBOUND, null, null, null, null, Order.DESC, null, 1);
	}

	/** Whether a message matches the filter, apart from its position. */
	public boolean matches(@Nullable DeviceId device, Direction direction, @Nullable String listener,
			@Nullable String kind, Instant receivedAt) {
		return (this.device == null || this.device.equals(device))
				&& ((this.direction == null) ? this.events || direction != Direction.EVENT
						: this.direction == direction)
				&& (this.listener == null || this.listener.equals(listener))
				&& (this.kind == null || this.kind.equals(kind))
				&& (this.from == null || !receivedAt.isBefore(this.from))
				&& (this.to == null || receivedAt.isBefore(this.to));
	}

	/** The order of a page. */
	public enum Order {

		/** Oldest first. */
		ASC,

		/** Newest first. */
		DESC

	}

}
