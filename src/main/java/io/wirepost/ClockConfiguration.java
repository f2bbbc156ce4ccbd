package io.wirepost;

import java.time.Clock;

import org.springframework.boot.autoconfigure.jmx.JmxProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wall clock, in one place, so that a test can set it. */
@Configuration(proxyBeanMethods = false)
// Spring Integration's auto-configuration names this type in a set with another, whose
// order
// is left to chance: registered here first, two builds generate the same code.
@EnableConfigurationProperties(JmxProperties.class)
class ClockConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
