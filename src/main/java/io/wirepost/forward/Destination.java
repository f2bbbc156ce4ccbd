package io.wirepost.forward;

import java.util.List;

import io.wirepost.message.DeviceMessage;

/** Where messages are handed on to. Used by the one thread of its {@link Forwarder}. */
public interface Destination {

	/**
	 * Its kind and name, under which its cursor is kept, such as {@code webhook:orders}.
	 */
	String name();

	/** At most so many messages at once. */
	int batchSize();

	/** Whether it gets a message. */
	boolean wants(DeviceMessage message);

	/**
	 * Hands on some messages, in their order, and returns when all were taken.
	 * @throws NotTakenException if they were not, for whatever reason
	 */
	void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException;

}
