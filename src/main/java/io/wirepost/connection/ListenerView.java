package io.wirepost.connection;

import io.wirepost.settings.Settings;

/**
 * A listener as it is now.
 *
 * @param name its name
 * @param bind the address it listens on
 * @param port the port it listens on
 * @param state what it does
 * @param framing its framing's settings
 * @param identify its identification's settings
 * @param connections connections that are open
 * @param messages frames read since the start
 * @param rejections rejections since the start
 */
public record ListenerView(String name, String bind, int port, State state, Settings framing, Settings identify,
		int connections, long messages, long rejections) {

	/** What a listener does. */
	public enum State {

		/** It takes connections. */
		LISTENING,

		/** It takes none for now: the process is short of file descriptors. */
		PAUSED,

		/** It takes none any more. */
		STOPPED

	}

}
