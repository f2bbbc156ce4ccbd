package io.wirepost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.wirepost.journal.JournalState;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

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
		this.messages.add(message);
		return CompletableFuture.completedFuture(message);
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

	@Override
	public Optional<DeviceMessage> find(MessageId id) {
		return Optional.empty();
	}

	@Override
	public MessagePage read(MessageQuery query) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long erase(DeviceId device) {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable MessageId droppedUpTo() {
		return null;
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		return () -> {
		};
	}

}
