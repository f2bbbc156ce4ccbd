package io.wirepost.settings;

import org.springframework.boot.bootstrap.BootstrapContextClosedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * Has every feature read its settings as soon as the configuration is there, long before
 * the beans are, and ends the start if there are faults. What was read is kept for the
 * beans. Runs on the starting thread.
 */
class EarlyCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	@Override
	public int getOrder() {
		// What is logged earlier is lost. Spring Boot's own listener of this order begins
		// to load classes on another thread, for which a failed start would wait; of the
		// same order, those of the application come first.
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		ConfigurableEnvironment environment = event.getEnvironment();
		SettingsReader reader = new SettingsReader(environment);
		SpringFactoriesLoader.forDefaultResourceLocation(event.getSpringApplication().getClassLoader())
			.load(EarlyReading.class)
			.forEach((feature) -> feature.read(reader, environment));
		reader.check();
		event.getBootstrapContext().addCloseListener((closed) -> keep(reader, environment, closed));
	}

	private static void keep(SettingsReader reader, ConfigurableEnvironment environment,
			BootstrapContextClosedEvent closed) {
		if (closed.getApplicationContext().getEnvironment() == environment) {
			// Once all beans are defined: the definition of a bean removes what stands
			// for it.
			closed.getApplicationContext()
				.addBeanFactoryPostProcessor((beans) -> beans.registerSingleton("settingsReader", reader));
		}
	}

}
