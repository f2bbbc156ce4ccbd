package io.wirepost.journal;

import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/** Follows what this process appends. */
final class CommitFollower implements JournalFollower {

	private final GroupCommit commit;

	private final MessageReader reader;

	CommitFollower(GroupCommit commit, MessageReader reader) {
		this.commit = commit;
		this.reader = reader;
	}

	@Override
	public Position end() {
		return this.reader.end();
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return (query.order() == MessageQuery.Order.ASC) ? this.reader.follow(query) : this.reader.read(query);
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
		Position end = end();
		boolean beyond = this.reader.isBehind(asked, end) && this.reader.find(new MessageId(asked.value())).isEmpty();
		return beyond ? end : asked;
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		return this.commit.onAppended(listener);
	}

}
