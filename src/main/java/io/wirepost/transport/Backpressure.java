package io.wirepost.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.journal.MessageJournal;

import org.springframework.stereotype.Component;

/**
 * Wakes the connections that stopped reading because the journal's inbox was full. Safe
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

	/** Wakes a connection as soon as there is room. */
	void await(FlowControlHandler one) {
		this.waiting.add(one);
		// Room may have come between the look and the place in the queue.
		if (this.journal.hasRoom()) {
			wake();
		}
	}

	/** A connection is gone, and need not be woken. */
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
