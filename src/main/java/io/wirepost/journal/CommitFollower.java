package io.wirepost.journal;

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
	public @Nullable Position droppedUpTo() {
		return this.reader.droppedUpTo();
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		return this.commit.onAppended(listener);
	}

}
