package io.wirepost;

import java.util.stream.Stream;

import io.wirepost.security.Callers;
import io.wirepost.settings.SettingsReader;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;

/**
 * Has every feature read its settings before the web server is made, so that a fault in
 * them is told seconds sooner. Only beans that need the web server are left for later,
 * and those read no settings. Runs on the starting thread.
 */
@Component
class SettingsFirst implements WebServerFactoryCustomizer<ConfigurableWebServerFactory>, Ordered {

	private final ConfigurableListableBeanFactory beans;

	private final SettingsReader reader;

	SettingsFirst(ConfigurableListableBeanFactory beans, SettingsReader reader) {
		this.beans = beans;
		this.reader = reader;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(ConfigurableWebServerFactory factory) {
		// The rule about loopback is read with the filters. With tokens there is no such
		// rule, and the filters need the web server.
		boolean open = !this.beans.getBean(Callers.class).isConfigured();
		Stream.of(this.beans.getBeanDefinitionNames())
			.filter((name) -> readsSettings(name, open))
			.filter((name) -> !this.beans.isCurrentlyInCreation(name))
			.forEach(this.beans::getBean);
		this.reader.check();
	}

	private boolean readsSettings(String name, boolean open) {
		Class<?> type = this.beans.getType(name, false);
		if (type == null || this.beans.getMergedBeanDefinition(name).isLazyInit() || !this.beans.isSingleton(name)) {
			return false;
		}
		String home = type.getName();
		return (open && SecurityFilterChain.class.isAssignableFrom(type)) || (home.startsWith("io.wirepost.")
				&& !home.startsWith("io.wirepost.web.") && !home.startsWith("io.wirepost.console."));
	}

}
