package io.wirepost.journal;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Changes that were submitted together: all or none of them are written. The engine
 * answers each of them; the answers are given when the batch is durable. For the commit
 * thread.
 */
public final class Submission extends Pending<List<Object>> {

	private final List<? extends Change> changes;

	private final List<Object> answers;

	private @Nullable RuntimeException failure;

	Submission(List<? extends Change> changes) {
		this.changes = changes;
		this.answers = new ArrayList<>(changes.size());
	}

	public List<? extends Change> changes() {
		return this.changes;
	}

	/** Clears the answers: the engine begins to write it, perhaps again. */
	public void begin() {
		this.answers.clear();
		this.failure = null;
	}

	/** Answers the next change. */
	public void answer(Object answer) {
		this.answers.add(answer);
	}

	/** It can never be written, because of its own fault. */
	public void fail(RuntimeException failure) {
		this.failure = failure;
	}

	/** Why the engine failed it; null if it did not. */
	@Nullable RuntimeException failure() {
		return this.failure;
	}

	long size() {
		long size = 0;
		for (Change change : this.changes) {
			size += change.size();
		}
		return size;
	}

	/** The batch is durable. */
	void complete() {
		if (this.failure == null) {
			complete(this.answers);
		}
		else {
			JournalUnavailableException unavailable = new JournalUnavailableException("This cannot be stored");
			unavailable.initCause(this.failure);
			completeExceptionally(unavailable);
		}
	}

}
