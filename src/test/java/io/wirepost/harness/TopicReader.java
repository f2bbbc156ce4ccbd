package io.wirepost.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import static org.awaitility.Awaitility.await;

/** Reads a topic from its beginning. */
public final class TopicReader implements AutoCloseable {

	private final Consumer<String, byte[]> consumer;

	private TopicReader(Consumer<String, byte[]> consumer) {
		this.consumer = consumer;
	}

	public static TopicReader open(String brokers, String topic) {
		Consumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", brokers),
				new StringDeserializer(), new ByteArrayDeserializer());
		List<TopicPartition> partitions = consumer.partitionsFor(topic)
			.stream()
			.map((one) -> new TopicPartition(topic, one.partition()))
			.toList();
		consumer.assign(partitions);
		consumer.seekToBeginning(partitions);
		return new TopicReader(consumer);
	}

	/** What comes next; may be nothing yet. */
	public List<ConsumerRecord<String, byte[]>> poll() {
		List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
		this.consumer.poll(Duration.ofMillis(100)).forEach(records::add);
		return records;
	}

	/** The next so many records at least. */
	public List<ConsumerRecord<String, byte[]>> read(int count) {
		List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
		await().until(() -> {
			records.addAll(poll());
			return records.size() >= count;
		});
		return records;
	}

	@Override
	public void close() {
		this.consumer.close();
	}

}
