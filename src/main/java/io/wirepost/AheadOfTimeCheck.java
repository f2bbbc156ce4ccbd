package io.wirepost;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Decides whether a start with {@code -Dspring.aot.enabled=true} may take the beans that
 * were generated when Wirepost was built. Conditions were evaluated then, with the
 * settings of the packaged {@code application.yaml}. So the beans are created as without
 * that option, and one log line says why, as soon as the configuration sets a property
 * that conditions may depend on: it belongs to Spring Boot, is not one of
 * {@link #HARMLESS}, and has another value than in the packaged file. A property that is
 * missing in the list makes a start slower, never wrong.
 * <p>
 * Runs on the starting thread, once the configuration is read and before the context is
 * created.
 */
class AheadOfTimeCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** The first words of the properties that Spring Boot's conditions read. */
	private static final Set<String> SPRING_BOOT = Set.of("spring", "server", "management", "debug", "trace");

	/**
	 * Properties, and prefixes of properties, that change no bean: they are read by beans
	 * that are there in any case, or before the context is created. Of all others of
	 * Spring Boot it is assumed that they change the beans. AheadOfTimeCheckTests finds
	 * conditions that contradict this list.
	 */
	private static final List<String> HARMLESS = Stream
		.of("server.address", "server.port", "server.ssl.", "server.http2.", "server.compression.", "server.shutdown",
				"server.tomcat.", "server.server-header", "server.max-http-request-header-size",
				// Read before there is a context. What the files and profiles they name
				// contain is checked like any other property.
				"spring.config.", "spring.context.exit", "spring.profiles.", "spring.application.name",
				"spring.application.group", "spring.application.version", "spring.application.pid",
				"spring.application.json", "spring.aot.", "spring.output.", "spring.main.banner-mode",
				"spring.main.log-startup-info", "spring.main.register-shutdown-hook",
				// Kafka's client has a context of its own, created at run time.
				"spring.kafka.",
				// Read by Wirepost alone, when PostgreSQL is chosen.
				"spring.datasource.",
				// Values that beans read.
				"spring.ssl.bundle.", "spring.lifecycle.", "spring.mvc.async.request-timeout",
				"management.endpoint.health.show-", "management.endpoint.health.roles",
				"management.endpoint.health.group.", "management.metrics.tags.", "management.metrics.distribution.",
				"management.metrics.enable.", "management.observations.key-values.")
		.map(AheadOfTimeCheck::flat)
		.toList();

	/** How Spring Boot names the source made of the packaged file. */
	private static final String PACKAGED = "class path resource [application.yaml]";

	@Override
	public int getOrder() {
		// An earlier log line would be lost.
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (AotDetector.useGeneratedArtifacts()) {
			reasonAgainst(event.getEnvironment()).ifPresent((property) -> {
				LogFactory.getLog(AheadOfTimeCheck.class)
					.info("Creating the beans without ahead-of-time processing, because " + property
							+ " may change which beans there are. The start takes longer.");
				SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
			});
		}
	}

	/**
	 * Finds what speaks against the generated beans.
	 * @return a property's name, or empty if they are what this configuration would give
	 */
	static Optional<String> reasonAgainst(ConfigurableEnvironment environment) {
		List<ConfigurationPropertySource> sources = StreamSupport
			.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.toList();
		return sources.stream()
			.filter(AheadOfTimeCheck::isPackaged)
			.findFirst()
			.map((packaged) -> sources.stream()
				.filter((source) -> source != packaged)
				.flatMap((source) -> deviating(source, packaged))
				.findFirst())
			// Another place or name of the files: the packaged one was not read.
			.orElse(Optional.of("spring.config"));
	}

	private static Stream<String> deviating(ConfigurationPropertySource source, ConfigurationPropertySource packaged) {
		if (!(source instanceof IterableConfigurationPropertySource iterable)) {
			return Stream.empty();
		}
		return iterable.stream()
			.filter(AheadOfTimeCheck::mayChangeBeans)
			.filter((name) -> !Objects.equals(value(source, name), value(packaged, name)))
			.map(ConfigurationPropertyName::toString);
	}

	private static @Nullable String value(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property != null) ? String.valueOf(property.getValue()) : null;
	}

	private static boolean isPackaged(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof PropertySource<?> underlying
				&& underlying.getName().contains(PACKAGED);
	}

	/** Whether a property may change which beans there are; any spelling of its name. */
	static boolean mayChangeBeans(ConfigurationPropertyName property) {
		return SPRING_BOOT.contains(property.getElement(0, ConfigurationPropertyName.Form.UNIFORM))
				&& HARMLESS.stream().noneMatch(flat(property.toString())::startsWith);
	}

	/**
	 * An environment variable's name does not tell dots from dashes, so none of them
	 * count.
	 */
	private static String flat(String property) {
		return property.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
