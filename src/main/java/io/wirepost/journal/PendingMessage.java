package io.wirepost.journal;

import java.util.List;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/** A message that is to become durable. */
final class PendingMessage extends Pending<DeviceMessage> {

	private final long since = System.nanoTime();

	private @Nullable DeviceMessage message;

	private @Nullable Function<DeviceMessage, ? extends List<? extends Change>> alongside;

	PendingMessage(DeviceMessage message,
			@Nullable Function<DeviceMessage, ? extends List<? extends Change>> alongside) {
		this.message = message;
		this.alongside = alongside;
	}

	/** The message, until it is released. */
	DeviceMessage message() {
		if (this.message == null) {
			throw new IllegalStateException("The message was released already");
		}
		return this.message;
	}

	/** The changes to be written with the message; empty for none. */
	List<? extends Change> changesWith(DeviceMessage named) {
		return (this.alongside != null) ? this.alongside.apply(named) : List.of();
	}

	/**
	 * Releases the message, so that a caller that holds the future does not hold it too.
	 */
	void forget() {
		this.message = null;
		this.alongside = null;
	}

	/** The {@link System#nanoTime()} when it was appended. */
	long since() {
		return this.since;
	}

}
