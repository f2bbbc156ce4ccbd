package io.wirepost.overload;

import java.util.Arrays;

import io.wirepost.journal.MessageJournal;

/**
 * How full the journal's inbox has been at least, for the last seconds: under any load
 * that the disk keeps up with, it is half empty now and then. For one thread.
 */
final class InboxPressure implements Pressure {

	private final MessageJournal journal;

	private final double[] latest;

	private int next;

	/**
	 * @param looks how many looks go back
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
