package io.wirepost.web.export;

import java.io.IOException;

import io.wirepost.message.DeviceMessage;

/**
 * A file of messages that is being written. Holds no more than the message at hand and
 * what a format has to remember, which has a bound. For one thread.
 */
interface Export {

	/** Adds a message; they come oldest first. */
	void add(DeviceMessage message) throws IOException;

}
