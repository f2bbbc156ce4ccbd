package io.wirepost.forward;

import java.util.List;

import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;

/** Where the journal ends now. */
final class JournalEnd {

	/** Before every message. */
	private static final MessageId BEGINNING = MessageId.firstOf(0);

	private JournalEnd() {
	}

	/** The cursor behind all messages that are readable now. May touch the disk. */
	static MessageId of(MessageJournal journal) {
		List<DeviceMessage> newest = journal.read(MessageQuery.newest()).items();
		return newest.isEmpty() ? BEGINNING : newest.get(0).requiredId();
	}

}
