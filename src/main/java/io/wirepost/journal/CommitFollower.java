package io.wirepost.journal;

import java.util.List;

import io.wirepost.message.DeviceMessage;
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
		List<DeviceMessage> newest = this.reader.read(MessageQuery.newest()).items();
		return newest.isEmpty() ? Position.BEGINNING : newest.get(0).position();
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
