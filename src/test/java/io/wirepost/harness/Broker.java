package io.wirepost.harness;

import java.util.List;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A broker of Kafka in the test's process, without its talk. */
public final class Broker implements AutoCloseable {

	private static final int PARTITIONS = 3;

	private final EmbeddedKafkaBroker broker;

	private Broker(EmbeddedKafkaBroker broker) {
		this.broker = broker;
	}

	public static Broker start(String... topics) {
		LoggingSystem logging = LoggingSystem.get(Broker.class.getClassLoader());
		List.of("kafka", "org.apache.kafka", "state.change.logger")
			.forEach((logger) -> logging.setLogLevel(logger, LogLevel.ERROR));
		EmbeddedKafkaBroker broker = new EmbeddedKafkaKraftBroker(1, PARTITIONS, topics);
		broker.afterPropertiesSet();
		return new Broker(broker);
	}

	/** Where it is, as {@code host:port}. */
	public String address() {
		return this.broker.getBrokersAsString();
	}

	/** Reads a topic from its beginning. */
	public TopicReader read(String topic) {
		return TopicReader.open(address(), topic);
	}

	@Override
	public void close() {
		this.broker.destroy();
	}

}
