package io.wirepost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.wirepost.journal.Change;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;

/** A journal that is a list, for one thread: what it takes is durable at once. */
public class HeldMessages implements MessageJournal {

	private final List<DeviceMessage> messages = new ArrayList<>();

	/** What was appended since this was last asked. */
	public List<DeviceMessage> take() {
		List<DeviceMessage> all = List.copyOf(this.messages);
		this.messages.clear();
		return all;
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message) {
		if (message.direction() != Direction.EVENT) {
			this.messages.add(message);
		}
		return CompletableFuture.completedFuture(message);
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message,
			Function<DeviceMessage, ? extends List<? extends Change>> alongside) {
		return append(message);
	}

	@Override
	public boolean hasRoom() {
		return true;
	}

	@Override
	public double fill() {
		return 0;
	}

	@Override
	public void onRoom(Runnable listener) {
	}

	@Override
	public JournalState state() {
		return JournalState.WRITABLE;
	}

}
