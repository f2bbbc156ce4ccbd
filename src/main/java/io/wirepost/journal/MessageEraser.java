package io.wirepost.journal;

import io.wirepost.message.DeviceId;

/** Erases what a device said and was told. Safe for all threads; blocks. */
public interface MessageEraser {

	/**
	 * Removes every message of a device that was appended before this call, also what
	 * waits in the inbox; of what is appended meanwhile, any or none. On return they can
	 * be read no more, and are gone for good: a crash brings none of them back. The disk
	 * is rid of their bytes a while later. Can be called again after it failed.
	 * <p>
	 * Blocks, for as long as the device has many messages, so not for event loops.
	 * @return how many messages were removed
	 * @throws JournalUnavailableException if the journal cannot be written now; some may
	 * be removed all the same
	 */
	long erase(DeviceId device);

}
