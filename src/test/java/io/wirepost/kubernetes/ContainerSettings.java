package io.wirepost.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.wirepost.settings.SettingsReader;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/** The settings that a container sees: the mounted file, and over it its environment. */
final class ContainerSettings {

	/** A hash, where the real one is in a Secret. */
	private static final String SECRET = "0123456789abcdef".repeat(4);

	private final StandardEnvironment environment = new StandardEnvironment();

	ContainerSettings(Path file, List<EnvVar> variables) throws IOException {
		Map<String, Object> values = new LinkedHashMap<>();
		variables.forEach((one) -> values.put(one.getName(), (one.getValueFrom() != null) ? SECRET : one.getValue()));
		MutablePropertySources sources = this.environment.getPropertySources();
		// Nothing of the machine that runs the test.
		sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		sources.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						values));
		new YamlPropertySourceLoader().load("file", new FileSystemResource(file)).forEach(sources::addLast);
	}

	/**
	 * Records by name, read as Wirepost does.
	 * @throws io.wirepost.settings.InvalidSettingsException for every setting that the
	 * record does not know or refuses
	 */
	<T> Map<String, T> readAll(String name, Class<T> type) {
		return read((reader) -> reader.readAll(name, type));
	}

	/** One record, likewise. */
	<T> T read(String name, Class<T> type) {
		return read((reader) -> reader.read(name, type));
	}

	private <T> T read(Function<SettingsReader, T> use) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(this.environment);
			context.register(SettingsReader.class);
			context.refresh();
			SettingsReader reader = context.getBean(SettingsReader.class);
			T read = use.apply(reader);
			reader.afterSingletonsInstantiated();
			return read;
		}
	}

	<T> T one(String name, Class<T> type) {
		return Binder.get(this.environment).bind(name, type).get();
	}

	/**
	 * What the names of environment variables may be or begin with: those of all settings
	 * that the libraries and Wirepost describe for editors.
	 */
	static Set<String> knownVariables() throws IOException {
		// Maps, and one word: read by name, so not described.
		Set<String> known = new TreeSet<>(
				Set.of("WIREPOST_DATA", "WIREPOST_DEVICES_", "WIREPOST_LISTENERS_", "WIREPOST_SECURITY_TOKENS_"));
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
