package io.wirepost.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.journal.MessageJournal;

import org.springframework.stereotype.Component;

/**
 * Resumes the connections that stopped reading because the journal's inbox was full. Safe
 * for all threads.
 */
@Component
public class Backpressure {

	private final MessageJournal journal;

	private final Set<FlowControlHandler> waiting = ConcurrentHashMap.newKeySet();

	Backpressure(MessageJournal journal) {
		this.journal = journal;
		journal.onRoom(this::wake);
	}

	boolean hasRoom() {
		return this.journal.hasRoom();
	}

	/** Resumes a connection as soon as there is room. */
	void await(FlowControlHandler one) {
		this.waiting.add(one);
		// There may have been room between the check and the registration.
		if (this.journal.hasRoom()) {
			wake();
		}
	}

	/** A connection is closed and need not be resumed. */
	void forget(FlowControlHandler one) {
		this.waiting.remove(one);
	}

	private void wake() {
		for (FlowControlHandler one : this.waiting) {
			if (this.waiting.remove(one)) {
				one.roomAgain();
			}
		}
	}

}
