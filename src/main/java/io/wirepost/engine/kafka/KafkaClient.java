package io.wirepost.engine.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Kafka's client as Spring Boot configures it by {@code spring.kafka}, in a context of
 * its own. Without a stereotype annotation, so that the scan of the application does not
 * find it.
 */
@Import({ KafkaAutoConfiguration.class, KafkaMetricsAutoConfiguration.class })
class KafkaClient {

	/** How long a producer may take to close: what it has not sent is sent again. */
	private static final Duration CLOSE = Duration.ofSeconds(1);

	/** What the promises depend on: no setting changes it. */
	private static final Map<String, Object> NEEDED = Map.of(ProducerConfig.ACKS_CONFIG, "all",
			ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
			StringSerializer.class, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

	/**
	 * Defaults other than Kafka's. A producer that gives a record up may already have
	 * sent the next of the same device: so it never gives up, and the order is kept
	 * however long the broker is away.
	 */
	private static final Map<String, Object> PREFERRED = Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
			Integer.MAX_VALUE, ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
			ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000, ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
			64 * 1024 * 1024);

	/**
	 * Creates the client; nothing is dialled before the first record. Whoever calls it
	 * closes the context.
	 * @param beans the application's, such as its meters and SSL bundles. Only the bean
	 * factory is the parent, not the context: a child's events would reach the
	 * application's listeners in the middle of its start.
	 * @throws org.springframework.beans.BeansException if a setting cannot be used
	 */
	static ConfigurableApplicationContext start(ConfigurableListableBeanFactory beans,
			ConfigurableEnvironment environment) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
				new DefaultListableBeanFactory(beans));
		context.setId("kafka");
		context.setEnvironment(environment);
		context.register(KafkaClient.class);
		context.refresh();
		return context;
	}

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

	/** Its serializers are those needed, so its producers are of these types. */
	@Bean
	@SuppressWarnings("unchecked")
	KafkaTopic kafkaTopic(ProducerFactory<?, ?> producers) {
		return new KafkaTopic((ProducerFactory<String, byte[]>) producers);
	}

}
