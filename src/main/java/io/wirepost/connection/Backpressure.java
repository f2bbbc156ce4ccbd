package io.wirepost.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.journal.MessageJournal;

import org.springframework.stereotype.Component;

/**
 * Wakes the connections that stopped reading because the journal's inbox was full. Safe
 * for all threads.
 */
@Component
class Backpressure {

	private final MessageJournal journal;

	private final UnfinishedFrames unfinished;

	private final EndedStreams ended;

	private final Set<ReadGate> waiting = ConcurrentHashMap.newKeySet();

	Backpressure(MessageJournal journal, UnfinishedFrames unfinished, EndedStreams ended) {
		this.journal = journal;
		this.unfinished = unfinished;
		this.ended = ended;
		journal.onRoom(this::wake);
	}

	boolean hasRoom() {
		return this.journal.hasRoom();
	}

	UnfinishedFrames unfinished() {
		return this.unfinished;
	}

	EndedStreams ended() {
		return this.ended;
	}

	/** Has a gate woken as soon as there is room. */
	void await(ReadGate gate) {
		this.waiting.add(gate);
		// Room may have come between the look and the place in the queue.
		if (this.journal.hasRoom()) {
			wake();
		}
	}

	/** A gate is no more, and need not be woken. */
	void forget(ReadGate gate) {
		this.waiting.remove(gate);
	}

	private void wake() {
		for (ReadGate gate : this.waiting) {
			if (this.waiting.remove(gate)) {
				gate.roomAgain();
			}
		}
	}

}
