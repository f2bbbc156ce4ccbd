package io.wirepost.harness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

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

	/** From now on, a topic's records have at most so many bytes. */
	public void limit(String topic, int bytes) {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
			admin
				.incrementalAlterConfigs(
						Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
								List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
										AlterConfigOp.OpType.SET))))
				.all()
				.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
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
