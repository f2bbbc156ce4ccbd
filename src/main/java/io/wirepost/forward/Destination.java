package io.wirepost.forward;

import java.util.List;

import io.wirepost.message.DeviceMessage;

/** A receiver of messages. Used by the one thread of its {@link Forwarder}. */
public interface Destination {

	/**
	 * Its kind and name, under which its cursor is stored, such as
	 * {@code webhook:orders}.
	 */
	String name();

	/** The most messages of a batch. */
	int batchSize();

	/** Whether it wants a message. */
	boolean wants(DeviceMessage message);

	/**
	 * Sends messages, in their order, and returns when all were accepted.
	 * @throws NotTakenException if not all were accepted, for any reason
	 */
	void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException;

}
