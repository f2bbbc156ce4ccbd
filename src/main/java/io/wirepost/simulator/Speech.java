package io.wirepost.simulator;

import java.util.List;

import io.wirepost.message.Payload;
import io.wirepost.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * What devices of one protocol say. Devices have numbers from 1. Used on the simulation's
 * thread.
 */
interface Speech {

	/** The protocol's name, for the summary. */
	String name();

	/** How the server reads what is said here. */
	Protocol protocol();

	/** The first frames of a connection; empty where frames do not identify devices. */
	List<Utterance> greeting(int device);

	/**
	 * What a device says periodically.
	 * @param count how much it has said before
	 */
	Utterance next(int device, long count);

	/** How the server's requests are read. */
	RequestReader requests();

	/** The reply to a request; null if such devices have none. */
	@Nullable Utterance reply(int device, Payload request);

	/** Text in a charset that is not the protocol's, as a frame if it can be one. */
	Utterance foreign();

}
