package io.wirepost.overload;

import java.util.Arrays;

import io.wirepost.journal.MessageJournal;

/**
 * The least fill of the journal's inbox in the last seconds: as long as the disk keeps
 * up, the inbox is half empty now and then. For one thread.
 */
final class InboxPressure implements Pressure {

	private final MessageJournal journal;

	private final double[] latest;

	private int next;

	/**
	 * @param looks how many measurements count
	 */
	InboxPressure(MessageJournal journal, int looks) {
		this.journal = journal;
		this.latest = new double[looks];
	}

	@Override
	public double now() {
		this.latest[this.next] = this.journal.fill();
		this.next = (this.next + 1) % this.latest.length;
		return Arrays.stream(this.latest).min().orElse(0);
	}

}
