package io.wirepost.engine.rocksdb;

import java.util.concurrent.CompletableFuture;

import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to durability, which is its own future and its own place in the
 * inbox: one object for each message where three would do the same.
 */
final class Pending extends CompletableFuture<DeviceMessage> {

	private final long since = System.nanoTime();

	private @Nullable DeviceMessage message;

	/** The one behind it in the inbox; written by the thread that puts that one there. */
	private volatile @Nullable Pending next;

	Pending(@Nullable DeviceMessage message) {
		this.message = message;
	}

	/** The message, until it is forgotten. */
	DeviceMessage message() {
		if (this.message == null) {
			throw new IllegalStateException("The message is forgotten already");
		}
		return this.message;
	}

	/** Whoever keeps the future is not to keep the message. */
	void forget() {
		this.message = null;
	}

	/** The clock of {@link System#nanoTime()} when it was appended. */
	long since() {
		return this.since;
	}

	@Nullable Pending next() {
		return this.next;
	}

	void next(@Nullable Pending next) {
		this.next = next;
	}

}
