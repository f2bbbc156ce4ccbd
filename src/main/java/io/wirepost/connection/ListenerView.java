package io.wirepost.connection;

import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A listener as it is now.
 *
 * @param name its name
 * @param bind the address it listens on
 * @param port the port it listens on
 * @param state what it does
 * @param framing its framing's settings
 * @param identify its identification's settings
 * @param protocol the name of the protocol it speaks; null for an unnamed one
 * @param limits its limits, with their defaults
 * @param timeouts its timeouts, with their defaults
 * @param connections connections that are open
 * @param messages frames read since the start
 * @param rejections rejections since the start
 * @param settings as given at run time; null for a listener of the configuration, which
 * alone can change it
 * @param failure why it is not open; null if it is
 */
public record ListenerView(String name, String bind, int port, State state, @Nullable String protocol, Settings framing,
		Settings identify, Settings limits, Settings timeouts, int connections, long messages, long rejections,
		@Nullable Settings settings, @Nullable String failure) {

	/** Whether it is part of the configuration. */
	public boolean isConfigured() {
		return this.settings == null;
	}

	/** The state of a listener. */
	public enum State {

		/** It accepts connections. */
		LISTENING,

		/** It is paused: the process is short of file descriptors or memory. */
		PAUSED,

		/** It is not open. */
		STOPPED

	}

}
