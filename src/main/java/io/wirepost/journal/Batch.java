package io.wirepost.journal;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.DeviceMessage;

/**
 * Messages and changes that become durable together. After the first attempt to write it
 * nothing is added: a failed write may have happened, and writing the same keys and
 * values again is harmless. For the commit thread.
 */
public final class Batch {

	/** The most entries of a batch. */
	static final int ROOM = 4096;

	private final List<PendingMessage> pending = new ArrayList<>(ROOM);

	private final List<DeviceMessage> messages = new ArrayList<>(ROOM);

	private final List<Submission> submissions = new ArrayList<>(ROOM);

	private long messageBytes;

	private long changeBytes;

	private long number;

	/**
	 * Adds an entry; there has to be room. Allocates nothing, so that an entry taken from
	 * the inbox cannot be lost.
	 */
	void add(Pending<?> entry) {
		if (entry instanceof PendingMessage message) {
			this.pending.add(message);
			this.messageBytes += message.message().size();
		}
		else if (entry instanceof Submission submission) {
			this.submissions.add(submission);
			this.changeBytes += submission.size();
		}
	}

	/**
	 * Gives ids to messages that have none yet, and asks for the changes to be written
	 * with them. May be called again after a failure.
	 */
	void identify(MessageIds ids) {
		for (int i = this.messages.size(); i < this.pending.size(); i++) {
			PendingMessage entry = this.pending.get(i);
			DeviceMessage named = entry.message().withId(ids.next());
			List<? extends Change> changes = changesWith(entry, named);
			if (!changes.isEmpty()) {
				this.submissions.add(new Submission(changes));
			}
			this.messages.add(named);
			entry.forget();
		}
	}

	/**
	 * A failure of the caller's function must not prevent its message from being written.
	 */
	private static List<? extends Change> changesWith(PendingMessage entry, DeviceMessage named) {
		try {
			return entry.changesWith(named);
		}
		catch (RuntimeException ex) {
			Callbacks.failed(ex);
			return List.of();
		}
	}

	/** The messages with their ids, in the order of the ids. */
	public List<DeviceMessage> messages() {
		return this.messages;
	}

	/** The changes, in the order of their submission. */
	public List<Submission> submissions() {
		return this.submissions;
	}

	/** The entries of the messages, in the same order. */
	List<PendingMessage> pending() {
		return this.pending;
	}

	/** The number of messages and submissions. */
	int size() {
		return this.pending.size() + this.submissions.size();
	}

	boolean isEmpty() {
		return size() == 0;
	}

	/** The bytes of all payloads, those of messages and those of changes. */
	public long bytes() {
		return this.messageBytes + this.changeBytes;
	}

	/** The bytes of the messages' payloads alone, which the inbox counts. */
	long messageBytes() {
		return this.messageBytes;
	}

	/** The number of this batch, the same for each attempt to write it. */
	public long number() {
		return this.number;
	}

	void clear() {
		this.pending.clear();
		this.messages.clear();
		this.submissions.clear();
		this.messageBytes = 0;
		this.changeBytes = 0;
		this.number++;
	}

}
