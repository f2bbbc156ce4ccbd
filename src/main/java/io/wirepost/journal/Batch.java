package io.wirepost.journal;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.DeviceMessage;

/**
 * Messages and changes that become durable together. Once it was tried it takes no more:
 * after a failure it may have been written, and the same keys with the same values do no
 * harm if it was. For the commit thread.
 */
public final class Batch {

	/** So many entries have room. */
	static final int ROOM = 4096;

	private final List<PendingMessage> pending = new ArrayList<>(ROOM);

	private final List<DeviceMessage> messages = new ArrayList<>(ROOM);

	private final List<Submission> submissions = new ArrayList<>(ROOM);

	private long messageBytes;

	private long changeBytes;

	private long number;

	/** There has to be room. Allocates nothing: what is taken must not be lost. */
	void add(Pending<?> entry) {
		if (entry instanceof PendingMessage message) {
			this.pending.add(message);
			this.messageBytes += message.message().payload().size();
		}
		else if (entry instanceof Submission submission) {
			this.submissions.add(submission);
			this.changeBytes += submission.size();
		}
	}

	/**
	 * Gives ids to messages that have none yet, and takes what is to be written with
	 * them. May be tried again after a failure.
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

	/** A fault of the caller's function must not keep its message from being written. */
	private static List<? extends Change> changesWith(PendingMessage entry, DeviceMessage named) {
		try {
			return entry.changesWith(named);
		}
		catch (RuntimeException ex) {
			Callbacks.failed(ex);
			return List.of();
		}
	}

	/** The messages, with their ids and in the order of these. */
	public List<DeviceMessage> messages() {
		return this.messages;
	}

	/** The changes, in the order in which they came. */
	public List<Submission> submissions() {
		return this.submissions;
	}

	/** In the order of the messages; all of them. */
	List<PendingMessage> pending() {
		return this.pending;
	}

	/** Messages and submissions. */
	int size() {
		return this.pending.size() + this.submissions.size();
	}

	boolean isEmpty() {
		return size() == 0;
	}

	/** Of all payloads, those of messages and those that changes carry. */
	public long bytes() {
		return this.messageBytes + this.changeBytes;
	}

	/** Of the messages' payloads alone, which the inbox counts. */
	long messageBytes() {
		return this.messageBytes;
	}

	/** The same as long as the batch is tried; another batch has another. */
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
