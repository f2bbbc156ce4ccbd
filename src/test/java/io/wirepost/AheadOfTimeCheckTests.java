package io.wirepost;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Which settings keep a start from using the beans generated ahead of time. */
class AheadOfTimeCheckTests {

	private static StandardEnvironment environment(Map<String, Object> settings) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		environment.getPropertySources().addLast(new MapPropertySource("arguments", settings));
		environment.getPropertySources()
			.addLast(new MapPropertySource("Config resource 'class path resource [application.yaml]' via location ''",
					Map.of("spring.mvc.problemdetails.enabled", "false", "server.port", "8080")));
		return environment;
	}

	@ParameterizedTest
	@ValueSource(strings = { "wirepost.topic.name=messages", "spring.kafka.bootstrap-servers=a:1", "server.port=0",
			"server.address=0.0.0.0", "spring.ssl.bundle.pem.a.keystore.certificate=a.pem", "server.ssl.bundle=a",
			"spring.mvc.problemdetails.enabled=false", "logging.level.root=debug", "springs=1",
			"management.endpoint.health.show-details=always" })
	void takesTheGeneratedBeans(String setting) {
		String[] words = setting.split("=");
		assertThat(AheadOfTimeCheck.reasonAgainst(environment(Map.of(words[0], words[1])))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.server.port=0", "spring.mvc.problemdetails.enabled=true",
			"spring.threads.virtual.enabled=true", "management.endpoints.web.exposure.include[0]=beans",
			"spring.security.oauth2.resourceserver.jwt.issuer-uri=https://a", "server.forward-headers-strategy=native",
			"spring.main.lazy-initialization=true", "spring.autoconfigure.exclude=a", "debug=true" })
	void namesThePropertyThatMayChangeTheBeans(String setting) {
		String[] words = setting.split("=");
		assertThat(AheadOfTimeCheck.reasonAgainst(environment(Map.of(words[0], words[1])))).contains(words[0]);
	}

	@ParameterizedTest
	@CsvSource({ "MANAGEMENT_SERVER_PORT, management.server.port",
			"SPRING_MAIN_LAZYINITIALIZATION, " + "spring.main.lazyinitialization", "DEBUGINFOD_URLS,",
			"SPRING_KAFKA_BOOTSTRAP_SERVERS,", "SERVER_TOMCAT_MAX_CONNECTIONS," })
	void readsEnvironmentVariables(String variable, String property) {
		StandardEnvironment environment = environment(Map.of());
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of(variable, "1")));
		assertThat(AheadOfTimeCheck.reasonAgainst(environment).orElse(null)).isEqualTo(property);
	}

	@Test
	void doesWithoutThemWhereThePackagedFileIsNotRead() {
		StandardEnvironment environment = new StandardEnvironment();
		assertThat(AheadOfTimeCheck.reasonAgainst(environment)).contains("spring.config");
	}

	/**
	 * No property that a condition on the class path names is said to be harmless, and no
	 * bean depends on a profile. Kafka's are left out, as they are evaluated at run time.
	 */
	@Test
	void noConditionDependsOnAHarmlessProperty() throws IOException {
		Set<String> conditions = new TreeSet<>();
		MetadataReaderFactory reader = new SimpleMetadataReaderFactory();
		for (String pattern : List.of("classpath*:org/springframework/**/*Configuration*.class",
				"classpath*:io/wirepost/**/*.class")) {
			for (Resource resource : new PathMatchingResourcePatternResolver().getResources(pattern)) {
				AnnotationMetadata type = reader.getMetadataReader(resource).getAnnotationMetadata();
				if (!type.getClassName().startsWith("org.springframework.boot.kafka.")) {
					List<AnnotatedTypeMetadata> places = new ArrayList<>(
							type.getAnnotatedMethods(Bean.class.getName()));
					places.add(type);
					places.forEach((place) -> {
						conditions.addAll(properties(place));
						assertThat(place.isAnnotated(Profile.class.getName())).as(type.getClassName()).isFalse();
					});
				}
			}
		}
		assertThat(conditions)
			.contains("server.forward-headers-strategy", "management.server.add-application-context-header")
			.allSatisfy(
					(property) -> assertThat(AheadOfTimeCheck.mayChangeBeans(ConfigurationPropertyName.of(property)))
						.as(property)
						.isTrue());
	}

	private static List<String> properties(AnnotatedTypeMetadata place) {
		return Stream.of(ConditionalOnProperty.class, ConditionalOnBooleanProperty.class)
			.flatMap((condition) -> place.getAnnotations().stream(condition.getName()))
			.flatMap(AheadOfTimeCheckTests::properties)
			.toList();
	}

	private static Stream<String> properties(MergedAnnotation<?> condition) {
		String prefix = condition.getString("prefix");
		return Stream.of("name", "value")
			.flatMap((attribute) -> Arrays.stream(condition.getStringArray(attribute)))
			.map((name) -> prefix.isEmpty() ? name : prefix + "." + name);
	}

}
