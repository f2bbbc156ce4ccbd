package io.wirepost.forward.topic;

import java.util.List;
import java.util.Map;

/** A log of records that others follow, such as a Kafka topic. */
public interface Topic {

	/**
	 * Appends records, those of one key in order, and returns when all are durable there.
	 * Blocks; for one thread.
	 * @param topic the topic's name
	 * @throws TopicException if it failed, or may have failed
	 */
	void append(String topic, List<Entry> records) throws TopicException, InterruptedException;

	/**
	 * A record.
	 *
	 * @param key records of one key keep their order
	 * @param value must not be changed
	 * @param headers names and values
	 */
	record Entry(String key, byte[] value, Map<String, String> headers) {

	}

}
