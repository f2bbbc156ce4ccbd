package io.wirepost.journal;

/**
 * Something that is written in the same batches as messages: the record of a delivery, a
 * device that was seen. The feature that owns it defines it, the engine knows how to
 * write it. Immutable.
 */
public interface Change {

	/** Its bytes beyond a few hundred; counts towards the size of a batch. */
	default int size() {
		return 0;
	}

}
