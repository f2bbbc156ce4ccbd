package io.wirepost.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.wirepost.cluster.ClusterSettings;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.forward.webhook.WebhookSettings;
import io.wirepost.journal.JournalSettings;
import io.wirepost.security.TokenSettings;
import io.wirepost.settings.SettingsReader;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * The settings that a container sees, in the mounted file and over it in its environment,
 * read as strictly as Wirepost reads them.
 */
record ContainerSettings(String address, int port, Duration drainDelay, Duration drain,
		Map<String, ListenerSettings> listeners, Map<String, TokenSettings> tokens,
		Map<String, WebhookSettings> webhooks, JournalSettings journal, ClusterSettings cluster, String database) {

	/** A hash, where the real one is in a Secret. */
	private static final String SECRET = "0123456789abcdef".repeat(4);

	private static ContainerSettings read(SettingsReader reader) {
		return new ContainerSettings(reader.readOne("server.address", String.class, "127.0.0.1"),
				reader.readOne("server.port", Integer.class, 8080),
				reader.readOne("wirepost.drain-delay", Duration.class, Duration.ZERO),
				reader.readOne("wirepost.drain", Duration.class, Duration.ofSeconds(5)),
				reader.readAll("wirepost.listeners", ListenerSettings.class),
				reader.readAll("wirepost.security.tokens", TokenSettings.class),
				reader.readAll("wirepost.webhooks", WebhookSettings.class),
				reader.read("wirepost.journal", JournalSettings.class),
				reader.read("wirepost.cluster", ClusterSettings.class),
				reader.readOne("spring.datasource.url", String.class, ""));
	}

	/**
	 * Reads them.
	 * @throws io.wirepost.settings.InvalidSettingsException for every setting that there
	 * is not, or that is refused
	 */
	static ContainerSettings of(Path file, List<EnvVar> variables) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		// Nothing of the machine that runs the test.
		sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		sources.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						values(variables)));
		new YamlPropertySourceLoader().load("file", new FileSystemResource(file)).forEach(sources::addLast);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(environment);
			context.register(SettingsReader.class);
			context.registerBean(ContainerSettings.class, () -> read(context.getBean(SettingsReader.class)));
			// Refuses what is left unread, so that has to be all that stands in the
			// manifests.
			context.refresh();
			return context.getBean(ContainerSettings.class);
		}
	}

	private static Map<String, Object> values(List<EnvVar> variables) {
		Map<String, Object> values = new LinkedHashMap<>();
		variables.forEach((one) -> values.put(one.getName(), value(one, values)));
		return values;
	}

	/** As a pod has it, with variables that were set before in it. */
	private static String value(EnvVar variable, Map<String, Object> before) {
		if (variable.getValueFrom() == null) {
			String value = variable.getValue();
			for (Map.Entry<String, Object> one : before.entrySet()) {
				value = value.replace("$(%s)".formatted(one.getKey()), one.getValue().toString());
			}
			return value;
		}
		if (variable.getValueFrom().getFieldRef() == null) {
			return SECRET;
		}
		return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
			case "status.podIP" -> "10.0.0.7";
			case "metadata.name" -> "wirepost-0";
			default -> throw new AssertionError("A field that no pod of these has: " + variable);
		};
	}

	/**
	 * What the names of environment variables may be or, where they end in an underscore,
	 * begin with: those of all settings that the libraries and Wirepost describe for
	 * editors.
	 */
	static Set<String> knownVariables() throws IOException {
		// Maps, and words that are read by name, so not described.
		Set<String> known = new TreeSet<>(Set.of("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME",
				"SPRING_DATASOURCE_PASSWORD", "WIREPOST_DATA", "WIREPOST_DEVICES_", "WIREPOST_LISTENERS_",
				"WIREPOST_SECURITY_TOKENS_", "WIREPOST_WEBHOOKS_"));
		ObjectMapper json = new ObjectMapper();
		for (URL metadata : Collections.list(
				ContainerSettings.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream content = metadata.openStream()) {
				json.readTree(content)
					.path("properties")
					.forEach((property) -> known.add(variable(property.path("name").asText())));
			}
		}
		return known;
	}

	private static String variable(String property) {
		return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

}
