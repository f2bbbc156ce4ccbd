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

		/** Others are before it, or its device is away. */
		WAITING,

		/** It is its turn: its bytes are read, a connection is looked for. */
		PREPARING,

		/** It can be sent as soon as no answer is awaited that its own could pass for. */
		READY,

		/** It is being sent: nothing takes it back any more. */
		SENDING,

		/** Written; its answer is awaited. */
		AWAITING_REPLY,

		/** Nobody waits for its answer any more, which may come all the same. */
		LATE,

		/** Nothing more happens to it on the wire. */
		DONE

	}

	final UUID id;

	final @Nullable DeviceId device;

	final @Nullable Duration awaitReply;

	final Instant createdAt;

	/** Until when it waits for its device; null if it does not wait. */
	final @Nullable Instant expiresAt;

	/** The broadcast that it is part of; null for none. */
	final @Nullable UUID broadcast;

	/** The key that its sender gave it; null for none. */
	final @Nullable UsedKey key;

	/** Finds or dials the connection to send on, and says how its answer is found. */
	final Supplier<CompletableFuture<Route>> route;

	/** How it ended; or an exception if it did not even begin. */
	final CompletableFuture<Delivery> end = new CompletableFuture<>();

	/** What its sender is told, once. */
	final CompletableFuture<Delivery> told = new CompletableFuture<>();

	/** What is to be sent; null while only the store has it. */
	@Nullable Outgoing outgoing;

	/** Whether the store knows it. */
	boolean recorded;

	/** Whether its end was submitted to the store, together with a message. */
	boolean endRecorded;

	/** Whether its sender is told that it waits: then it does not just vanish. */
	boolean promised;

	/** Whether it was taken back while it was being sent. */
	boolean unwanted;

	/** When it expires, on the monotonic clock, which no change of the time moves. */
	long expiresNanos;

	/** Where it waits; null until it does. */
	volatile @Nullable Lane lane;

	Stage stage = Stage.WAITING;

	@Nullable Connection connection;

	@Nullable Payload payload;

	@Nullable Expectation expectation;

	boolean begun;

	@Nullable Instant writtenAt;

	long writtenNanos;

	@Nullable MessageId messageId;

	@Nullable DeviceMessage reply;

	/** When a late answer holds up others no longer, on the monotonic clock. */
	long heldUntil;

	/**
	 * Ends its turn, its wait for an answer, or the time in which that counts as late.
	 */
	@Nullable Future<?> timer;

	/** Ends the wait for its device. */
	@Nullable Future<?> expiry;

	/** Ends the wait for the journal. */
	@Nullable Future<?> keepTimer;

	Attempt(UUID id, @Nullable DeviceId device, @Nullable Outgoing outgoing, @Nullable Duration awaitReply,
			Instant createdAt, @Nullable Instant expiresAt, @Nullable UUID broadcast, @Nullable UsedKey key,
			Supplier<CompletableFuture<Route>> route) {
		this.id = id;
		this.device = device;
		this.outgoing = outgoing;
		this.awaitReply = awaitReply;
		this.createdAt = createdAt;
		this.expiresAt = expiresAt;
		this.broadcast = broadcast;
		this.key = key;
		this.route = route;
		this.end.whenComplete((delivery, failure) -> {
			if (failure == null) {
				this.told.complete(delivery);
			}
			else {
				this.told.completeExceptionally(failure);
			}
		});
	}

	/** Whether it waits for a device that is away. */
	boolean isPatient() {
		return this.expiresAt != null;
	}

	boolean isAt(Stage... stages) {
		for (Stage one : stages) {
			if (this.stage == one) {
				return true;
			}
		}
		return false;
	}

	void cancelTimer() {
		this.timer = cancelled(this.timer);
	}

	void cancelExpiry() {
		this.expiry = cancelled(this.expiry);
	}

	void cancelKeepTimer() {
		this.keepTimer = cancelled(this.keepTimer);
	}

	private static @Nullable Future<?> cancelled(@Nullable Future<?> timer) {
		if (timer != null) {
			timer.cancel(false);
		}
		return null;
	}

	/** What its sender would be told now. */
	Delivery view() {
		return as((this.writtenAt != null) ? Delivery.Status.WRITTEN : Delivery.Status.QUEUED, null);
	}

	Delivery as(Delivery.Status status, @Nullable String failure) {
		return new Delivery(this.id, this.device, status, this.createdAt, this.writtenAt, this.expiresAt,
				this.begun ? 1 : 0, this.messageId, this.reply, failure);
	}

	StoredDelivery stored(Delivery.Status status, @Nullable String failure) {
		return stored(status, failure, this.reply);
	}

	StoredDelivery stored(Delivery.Status status, @Nullable String failure, @Nullable DeviceMessage reply) {
		return new StoredDelivery(this.id, this.device, status, this.begun, this.createdAt, this.writtenAt,
				this.expiresAt, this.messageId, (reply != null) ? reply.id() : null, failure, this.awaitReply,
				this.broadcast);
	}

}
