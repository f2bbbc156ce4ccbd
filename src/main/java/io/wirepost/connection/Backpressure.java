package io.wirepost.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

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

	private final Queue<ReadGate> waiting = new ConcurrentLinkedQueue<>();

	Backpressure(MessageJournal journal, UnfinishedFrames unfinished) {
		this.journal = journal;
		this.unfinished = unfinished;
		journal.onRoom(this::wake);
	}

	boolean hasRoom() {
		return this.journal.hasRoom();
	}

	UnfinishedFrames unfinished() {
		return this.unfinished;
	}

	/** Has a gate woken as soon as there is room. */
	void await(ReadGate gate) {
		this.waiting.add(gate);
		// Room may have come between the look and the place in the queue.
		if (this.journal.hasRoom()) {
			wake();
		}
	}

	private void wake() {
		for (ReadGate gate = this.waiting.poll(); gate != null; gate = this.waiting.poll()) {
			gate.roomAgain();
		}
	}

}
