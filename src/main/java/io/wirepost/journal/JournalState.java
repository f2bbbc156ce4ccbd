package io.wirepost.journal;

/**
 * Whether messages become durable now.
 *
 * @param writable true if they do
 * @param detail a sentence for operators: why not, and what to do; empty if writable
 */
public record JournalState(boolean writable, String detail) {

	/** Messages become durable. */
	public static final JournalState WRITABLE = new JournalState(true, "");

}
