package io.wirepost.journal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/** All sides of a journal in one, for the tests of an engine. */
public record WholeJournal(GroupCommit commit, MessageReader reader,
		JournalFollower follower) implements MessageJournal, MessageReader, JournalFollower, MessageEraser {

	public WholeJournal(GroupCommit commit, MessageReader reader) {
		this(commit, reader, new CommitFollower(commit, reader));
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message) {
		return this.commit.append(message);
	}

	@Override
	public CompletableFuture<DeviceMessage> append(DeviceMessage message,
			Function<DeviceMessage, ? extends List<? extends Change>> alongside) {
		return this.commit.append(message, alongside);
	}

	@Override
	public boolean hasRoom() {
		return this.commit.hasRoom();
	}

	@Override
	public double fill() {
		return this.commit.fill();
	}

	@Override
	public void onRoom(Runnable listener) {
		this.commit.onRoom(listener);
	}

	@Override
	public JournalState state() {
		return this.commit.state();
	}

	@Override
	public long erase(DeviceId device) {
		return this.commit.erase(device);
	}

	@Override
	public List<DeviceMessage> latest(DeviceId device) {
		return this.reader.latest(device);
	}

	@Override
	public Optional<DeviceMessage> find(MessageId id) {
		return this.reader.find(id);
	}

	@Override
	public Position end() {
		return this.follower.end();
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return this.reader.read(query);
	}

	@Override
	public @Nullable Position droppedUpTo() {
		return this.reader.droppedUpTo();
	}

	@Override
	public @Nullable Position droppedBehind(Position cursor) {
		return this.reader.droppedBehind(cursor);
	}

	@Override
	public boolean isBehind(Position position, Position other) {
		return this.reader.isBehind(position, other);
	}

	@Override
	public Position startAt(Position asked) {
		return this.follower.startAt(asked);
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		return this.follower.onAppended(listener);
	}

}
