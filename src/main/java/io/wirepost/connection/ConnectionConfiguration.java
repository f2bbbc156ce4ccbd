package io.wirepost.connection;

import java.time.Duration;
import java.util.Map;

import io.wirepost.settings.SettingsReader;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.IntegrationManagementConfigurer;

/** Beans of connections that are not components. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

	@Bean
	DrainSettings drainSettings(SettingsReader reader) {
		return drain(reader);
	}

	static DrainSettings drain(SettingsReader reader) {
		return new DrainSettings(reader.readOne("wirepost.drain-delay", Duration.class, Duration.ZERO),
				reader.readOne("wirepost.drain", Duration.class, Duration.ofSeconds(5)));
	}

	/**
	 * Turns off Spring Integration's meters for each channel and handler, which would
	 * time every message twice: Wirepost has its own.
	 */
	@Bean(IntegrationManagementConfigurer.MANAGEMENT_CONFIGURER_NAME)
	static IntegrationManagementConfigurer integrationManagementConfigurer() {
		IntegrationManagementConfigurer configurer = new IntegrationManagementConfigurer();
		configurer.setDefaultLoggingEnabled(false);
		return configurer;
	}

	/**
	 * Stops accepting connections first, while callers still get their responses. Spring
	 * Boot has published before that the application is not ready.
	 */
	@Bean
	SmartLifecycle acceptingStopsFirst(Listeners listeners, DrainSettings drain) {
		return new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop() {
				this.running = false;
				pause(drain.delay());
				listeners.stopAccepting();
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

			@Override
			public int getPhase() {
				return Integer.MAX_VALUE;
			}

		};
	}

	private static void pause(Duration delay) {
		try {
			Thread.sleep(Math.max(0, delay.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** For editors only: the names of the listeners' settings. */
	@ConfigurationProperties("wirepost")
	record ListenersMetadata(@DefaultValue Map<String, ListenerSettings> listeners,
			@DefaultValue("0s") Duration drainDelay, @DefaultValue("5s") Duration drain) {
	}

}
