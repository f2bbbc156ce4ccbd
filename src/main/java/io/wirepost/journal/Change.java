package io.wirepost.journal;

/**
 * Something that is written besides messages, in the same batches: a delivery's record, a
 * device that was seen. The feature that owns it defines it, the engine knows how to
 * write it. Immutable.
 */
public interface Change {

	/** Bytes that it carries beyond a few hundred; counts towards the size of a batch. */
	default int size() {
		return 0;
	}

}
