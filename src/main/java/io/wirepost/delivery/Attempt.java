package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.wirepost.connection.Connection;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/** A delivery on its way. Its lane guards its state. */
final class Attempt {

	/** How far it is. */
	enum Stage {

		/** Others are before it. */
		WAITING,

		/** It is its turn: a connection is looked for, or bytes are being written. */
		SENDING,

		/** Written; the next frame is its answer. */
		AWAITING_REPLY,

		/** Nobody waits for its answer any more, which may come all the same. */
		LATE,

		/** Nothing more happens to it on the wire. */
		DONE

	}

	final UUID id;

	final @Nullable DeviceId device;

	final Payload payload;

	final @Nullable Duration awaitReply;

	final Instant createdAt;

	/** Finds or dials the connection to send on. */
	final Supplier<CompletableFuture<Connection>> route;

	final CompletableFuture<Delivery> outcome = new CompletableFuture<>();

	Stage stage = Stage.WAITING;

	@Nullable Connection connection;

	@Nullable Instant writtenAt;

	long writtenNanos;

	@Nullable MessageId messageId;

	@Nullable DeviceMessage reply;

	/**
	 * Ends its turn, its wait for an answer, or the time in which that counts as late.
	 */
	@Nullable Future<?> timer;

	/** Ends the wait for the journal. */
	@Nullable Future<?> keepTimer;

	Attempt(UUID id, @Nullable DeviceId device, Payload payload, @Nullable Duration awaitReply, Instant createdAt,
			Supplier<CompletableFuture<Connection>> route) {
		this.id = id;
		this.device = device;
		this.payload = payload;
		this.awaitReply = awaitReply;
		this.createdAt = createdAt;
		this.route = route;
	}

	void cancelKeepTimer() {
		if (this.keepTimer != null) {
			this.keepTimer.cancel(false);
			this.keepTimer = null;
		}
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	Delivery as(Delivery.Status status, @Nullable String failure) {
		return new Delivery(this.id, this.device, status, this.createdAt, this.writtenAt, null,
				(this.connection != null) ? 1 : 0, this.messageId, this.reply, failure);
	}

}
