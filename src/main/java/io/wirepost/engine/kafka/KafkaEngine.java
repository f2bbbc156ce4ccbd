package io.wirepost.engine.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Kafka as configured by Spring Boot, if a topic is configured.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("wirepost.topic.name")
@Import(KafkaAutoConfiguration.class)
class KafkaEngine {

	/** How long closing a producer may take: unsent records are sent again anyway. */
	private static final Duration CLOSE = Duration.ofSeconds(1);

	/** Required settings: the guarantees depend on them. */
	private static final Map<String, Object> NEEDED = Map.of(ProducerConfig.ACKS_CONFIG, "all",
			ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
			StringSerializer.class, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

	/**
	 * Better defaults than Kafka's; the configuration may override them. A producer that
	 * gives a record up may already have sent the device's next one. So it never gives
	 * up, and the order is kept however long the broker is down.
	 */
	private static final Map<String, Object> PREFERRED = Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
			Integer.MAX_VALUE, ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
			ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000, ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
			64 * 1024 * 1024);

	@Bean
	DefaultKafkaProducerFactoryCustomizer keepingThePromises() {
		return (factory) -> {
			Map<String, Object> settings = new HashMap<>(PREFERRED);
			settings.keySet().removeAll(factory.getConfigurationProperties().keySet());
			settings.putAll(NEEDED);
			factory.updateConfigs(settings);
			factory.setPhysicalCloseTimeout((int) CLOSE.toSeconds());
		};
	}

	/** The serializers are set above, so the producers have these types. */
	@Bean
	@SuppressWarnings("unchecked")
	KafkaTopic topic(ProducerFactory<?, ?> producers) {
		return new KafkaTopic((ProducerFactory<String, byte[]>) producers);
	}

}
