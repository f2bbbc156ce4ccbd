package io.wirepost.engine.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.wirepost.forward.topic.Topic;
import io.wirepost.forward.topic.TopicException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.ProducerFactory;

/**
 * Appends to Kafka: the records of a batch are sent concurrently, and acknowledged by
 * every in-sync replica on return. For one thread.
 */
final class KafkaTopic implements Topic {

	private final ProducerFactory<String, byte[]> producers;

	KafkaTopic(ProducerFactory<String, byte[]> producers) {
		this.producers = producers;
	}

	@Override
	public void append(String topic, List<Entry> records) throws TopicException, InterruptedException {
		List<Future<?>> sent = new ArrayList<>();
		Throwable failure = null;
		try (Producer<String, byte[]> producer = this.producers.createProducer()) {
			for (Entry entry : records) {
				Future<?> one = producer.send(record(topic, entry));
				failure = failureOf(one);
				if (failure != null) {
					// Later records must not overtake it.
					break;
				}
				sent.add(one);
			}
		}
		catch (InterruptException ex) {
			throw interrupted(ex);
		}
		catch (KafkaException ex) {
			failure = ex;
		}
		awaitAll(sent);
		if (failure != null) {
			throw failed(failure, sent.size());
		}
	}

	private static ProducerRecord<String, byte[]> record(String topic, Entry entry) {
		ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, entry.key(), entry.value());
		entry.headers().forEach((name, word) -> record.headers().add(name, word.getBytes(StandardCharsets.UTF_8)));
		return record;
	}

	private static @Nullable Throwable failureOf(Future<?> one) throws InterruptedException {
		try {
			if (one.isDone()) {
				one.get();
			}
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	private void awaitAll(List<Future<?>> sent) throws TopicException, InterruptedException {
		for (int i = 0; i < sent.size(); i++) {
			try {
				sent.get(i).get();
			}
			catch (ExecutionException ex) {
				throw failed(ex.getCause(), i);
			}
		}
	}

	private TopicException failed(@Nullable Throwable failure, int appended) {
		Throwable cause = (failure != null) ? failure : new IllegalStateException("No cause was given");
		Throwable deepest = (cause.getCause() != null) ? cause.getCause() : cause;
		if (!(deepest instanceof RetriableException)) {
			// A producer may fail so for ever; a new one reconnects.
			this.producers.reset();
		}
		return new TopicException("The topic cannot be written: " + deepest.getMessage(), appended, cause);
	}

	private static InterruptedException interrupted(InterruptException ex) {
		// Kafka's own exception has set the interrupt flag too.
		Thread.interrupted();
		InterruptedException interrupted = new InterruptedException();
		interrupted.initCause(ex);
		return interrupted;
	}

}
