package io.wirepost.journal;

import java.util.List;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/** A message on its way to durability. */
final class PendingMessage extends Pending<DeviceMessage> {

	private final long since = System.nanoTime();

	private @Nullable DeviceMessage message;

	private @Nullable Function<DeviceMessage, ? extends List<? extends Change>> alongside;

	PendingMessage(DeviceMessage message,
			@Nullable Function<DeviceMessage, ? extends List<? extends Change>> alongside) {
		this.message = message;
		this.alongside = alongside;
	}

	/** The message, until it is forgotten. */
	DeviceMessage message() {
		if (this.message == null) {
			throw new IllegalStateException("The message is forgotten already");
		}
		return this.message;
	}

	/** What is to be written with the message; empty for nothing. */
	List<? extends Change> changesWith(DeviceMessage named) {
		return (this.alongside != null) ? this.alongside.apply(named) : List.of();
	}

	/** Releases the message, which a caller that keeps the future would hold. */
	void forget() {
		this.message = null;
		this.alongside = null;
	}

	/** The clock of {@link System#nanoTime()} when it was appended. */
	long since() {
		return this.since;
	}

}
