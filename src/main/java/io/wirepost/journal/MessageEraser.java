package io.wirepost.journal;

import io.wirepost.message.DeviceId;

/** Erases the messages of a device. Safe for all threads; blocks. */
public interface MessageEraser {

	/**
	 * Removes every message of a device that was appended before this call, also those in
	 * the inbox; those appended meanwhile may or may not be removed. On return they
	 * cannot be read any more, and a crash brings none of them back. Their bytes leave
	 * the disk later. Can be called again after a failure.
	 * <p>
	 * Blocks, the longer the more messages the device has, so not for event loops.
	 * @return how many messages were removed
	 * @throws JournalUnavailableException if the journal cannot be written now; some may
	 * have been removed
	 */
	long erase(DeviceId device);

}
