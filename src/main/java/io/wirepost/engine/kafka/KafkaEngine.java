package io.wirepost.engine.kafka;

import io.wirepost.forward.topic.Topic;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Kafka as the topic. Whether there is a topic is decided when it is asked for, not by a
 * condition: conditions are evaluated when the beans are generated ahead of time, and a
 * setting of the operator would then be ignored. Until a topic is asked for, no class of
 * Kafka is loaded; so this class must not name any.
 */
@Configuration(proxyBeanMethods = false)
class KafkaEngine implements DisposableBean {

	private @Nullable ConfigurableApplicationContext client;

	/** Created on the first request, which only a configured topic makes. */
	@Bean(destroyMethod = "")
	@Lazy
	Topic topic(ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment) {
		ConfigurableApplicationContext started = KafkaClient.start(beans, environment);
		this.client = started;
		return started.getBean(Topic.class);
	}

	@Override
	public void destroy() {
		if (this.client != null) {
			this.client.close();
		}
	}

}
