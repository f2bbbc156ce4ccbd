package io.wirepost.journal;

import java.util.List;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/** Follows what this process commits. */
final class CommitFollower implements JournalFollower {

	/** Before every message. */
	private static final MessageId BEGINNING = MessageId.firstOf(0);

	private final GroupCommit commit;

	private final MessageReader reader;

	CommitFollower(GroupCommit commit, MessageReader reader) {
		this.commit = commit;
		this.reader = reader;
	}

	@Override
	public MessageId end() {
		List<DeviceMessage> newest = this.reader.read(MessageQuery.newest()).items();
		return newest.isEmpty() ? BEGINNING : newest.get(0).requiredId();
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return this.reader.read(query);
	}

	@Override
	public @Nullable MessageId droppedUpTo() {
		return this.reader.droppedUpTo();
	}

	@Override
	public Subscription onAppended(Runnable listener) {
		return this.commit.onAppended(listener);
	}

}
