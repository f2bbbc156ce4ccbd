package io.wirepost.cluster;

import io.wirepost.settings.SettingsReader;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the cluster that are not components. */
@Configuration(proxyBeanMethods = false)
class ClusterConfiguration {

	@Bean
	Cluster cluster(SettingsReader reader) {
		return Cluster.of(reader);
	}

}
