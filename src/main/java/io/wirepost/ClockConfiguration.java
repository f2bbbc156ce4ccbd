package io.wirepost;

import java.time.Clock;

import org.springframework.boot.autoconfigure.jmx.JmxProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wall clock, in one place, so that a test can set it. */
@Configuration(proxyBeanMethods = false)
// Spring Integration's auto-configuration has this type in a set, whose order is chance:
// registered here first, two builds generate the same code.
@EnableConfigurationProperties(JmxProperties.class)
class ClockConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
