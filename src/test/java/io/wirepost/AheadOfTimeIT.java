package io.wirepost;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.wirepost.harness.BeanNames;
import io.wirepost.harness.Keytool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.StreamUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans that were generated when the jar was built are those of a start without them:
 * the same names and types for each configuration, or they are not used.
 */
class AheadOfTimeIT {

	private static final String GENERATED = "beans generated ahead of time";

	/**
	 * They make bean definitions of annotations, or inject what annotations ask for: done
	 * when the beans were generated, except for what the last one of them injects.
	 */
	private static final List<String> OF_THE_CONTAINER = List.of(
			"org.springframework.context.annotation.internalConfigurationAnnotationProcessor",
			"org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory",
			"org.springframework.context.annotation.ConfigurationClassPostProcessor.importRegistry",
			"org.springframework.context.annotation.internalAutowiredAnnotationProcessor",
			"org.springframework.context.annotation.internalCommonAnnotationProcessor",
			"org.springframework.integration.config.IntegrationComponentScanRegistrar",
			"integrationConfigurationBeanFactoryPostProcessor", "gatewayProxyBeanDefinitionPostProcessor",
			"DefaultConfiguringBeanFactoryPostProcessor",
			"org.springframework.context.annotation.internalImportAwareAotProcessor");

	@TempDir
	private static Path home;

	/** The class path of the extracted jar, and the class that prints the beans. */
	private static String path;

	/** By start, and then by bean: its type. */
	private static Map<String, Map<String, String>> generated;

	private static Map<String, Map<String, String>> read;

	static List<Start> starts() throws IOException {
		List<Start> starts = new ArrayList<>();
		try (Stream<Path> examples = Files.list(Path.of("config"))) {
			examples.filter((file) -> file.toString().endsWith(".yaml"))
				.filter((file) -> !file.endsWith("spectral.yaml"))
				.sorted()
				.map(AheadOfTimeIT::example)
				.forEach(starts::add);
		}
		starts.add(new Start("defaults", true));
		starts.add(new Start("a token", true, "wirepost.security.tokens.a.sha256=" + "0".repeat(64),
				"wirepost.security.tokens.a.scopes=admin", "server.address=0.0.0.0"));
		starts.add(new Start("a topic", true, "wirepost.topic.name=messages",
				"spring.kafka.bootstrap-servers=127.0.0.1:1"));
		starts.add(new Start("TLS", true, "spring.ssl.bundle.pem.devices.truststore.certificate=classpath:none.pem",
				"server.ssl.enabled=false"));
		starts.add(new Start("a profile", true, "spring.profiles.active=test"));
		starts.add(new Start("a management port", false, "management.server.port=0",
				"management.server.address=127.0.0.1"));
		starts.add(new Start("another endpoint", false, "management.endpoints.web.exposure.include=health,beans"));
		starts.add(new Start("platform threads", false, "spring.threads.virtual.enabled=false"));
		starts.add(new Start("forwarded headers", false, "server.forward-headers-strategy=framework",
				"wirepost.security.tokens.a.sha256=" + "0".repeat(64), "wirepost.security.tokens.a.scopes=admin"));
		starts.add(new Start("JMX", false, "spring.jmx.enabled=true"));
		return starts;
	}

	private static Start example(Path file) {
		// Their own ports may be in use here.
		List<String> ports = Map
			.of("gps-tracker.yaml", List.of("trackers"), "mllp.yaml", List.of("hl7"), "seed.yaml",
					List.of("device-client"))
			.getOrDefault(file.getFileName().toString(), List.of("default"))
			.stream()
			.map((listener) -> "wirepost.listeners." + listener + ".port=0")
			.toList();
		List<String> settings = new ArrayList<>(ports);
		settings.add("spring.config.additional-location=file:" + file.toAbsolutePath());
		return new Start(file.getFileName().toString(), true, settings.toArray(String[]::new));
	}

	@BeforeAll
	static void startAll() throws Exception {
		Path jar = Path.of("target", "wirepost.jar").toAbsolutePath();
		Path application = home.resolve("application");
		run(List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", application.toString()), "");
		// The test's class alone, as a scan would find other beans beside it.
		String name = BeanNames.class.getName().replace('.', '/') + ".class";
		Path classes = home.resolve("classes");
		Files.createDirectories(classes.resolve(name).getParent());
		Files.copy(Path.of("target", "test-classes", name), classes.resolve(name));
		path = String.join(File.pathSeparator, application.resolve("wirepost.jar").toString(),
				application.resolve("lib") + "/*", classes.toString());
		makeCertificates();
		read = beans(starts(), false);
		generated = beans(starts(), true);
	}

	/** Those that config/securing-devices.yaml names, where the starts look for them. */
	private static void makeCertificates() throws Exception {
		Path certificates = Files.createDirectories(home.resolve("certificates"));
		for (String store : List.of("server", "trusted")) {
			Keytool.key(certificates.resolve(store + ".p12"), "change-me", store, "CN=" + store);
		}
	}

	@AfterAll
	static void forget() {
		read = generated = null;
	}

	private static Map<String, Map<String, String>> beans(List<Start> starts, boolean aheadOfTime) throws Exception {
		String output = start(starts, aheadOfTime);
		Map<String, Map<String, String>> beans = new LinkedHashMap<>();
		output.lines()
			.filter((line) -> line.startsWith("bean\t"))
			.map((line) -> line.split("\t"))
			.forEach((words) -> beans.computeIfAbsent(words[1], (start) -> new TreeMap<>()).put(words[2], words[3]));
		assertThat(beans.keySet()).as(output).hasSameSizeAs(starts);
		return beans;
	}

	/** Starts one after the other in one process, and returns what it prints. */
	private static String start(List<Start> starts, boolean aheadOfTime, String... options) throws Exception {
		StringBuilder input = new StringBuilder();
		for (Start start : starts) {
			input.append(start.name());
			List<String> settings = new ArrayList<>(List.of("server.port=0", "wirepost.drain=0s",
					"wirepost.data=" + home.resolve("data-" + aheadOfTime + "-" + start.name())));
			settings.addAll(List.of(start.settings()));
			if (settings.stream().noneMatch((setting) -> setting.startsWith("wirepost.listeners"))) {
				settings.add("wirepost.listeners.default.port=0");
			}
			settings.forEach((setting) -> input.append("\t--").append(setting));
			input.append('\n');
		}
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", path, BeanNames.class.getName(),
				String.valueOf(aheadOfTime)));
		return run(arguments, input.toString());
	}

	private static String run(List<String> arguments, String input) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile()).start();
		try {
			process.outputWriter(StandardCharsets.UTF_8).append(input).close();
			String output = StreamUtils.copyToString(process.getInputStream(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

	@ParameterizedTest
	@MethodSource("starts")
	void theBeansAreTheSameWithAndWithoutIt(Start start) {
		Map<String, String> with = new TreeMap<>(generated.get(start.name()));
		Map<String, String> without = new TreeMap<>(read.get(start.name()));
		assertThat(with.remove(GENERATED)).isEqualTo(start.generated() ? "used" : "not used");
		assertThat(without.remove(GENERATED)).isEqualTo("not used");
		with.keySet().removeAll(OF_THE_CONTAINER);
		without.keySet().removeAll(OF_THE_CONTAINER);
		assertThat(difference(with, without)).isEmpty();
		assertThat(with).hasSizeGreaterThan(200);
	}

	private static List<String> difference(Map<String, String> with, Map<String, String> without) {
		return Stream.concat(with.keySet().stream(), without.keySet().stream())
			.distinct()
			.filter((bean) -> !Objects.equals(with.get(bean), without.get(bean)))
			.map((bean) -> bean + ": with " + with.get(bean) + ", without " + without.get(bean))
			.toList();
	}

	/** Otherwise the comparison above would compare nothing. */
	@Test
	void theFallbacksAreThereBecauseTheyHaveOtherBeans() {
		assertThat(read.get("a management port").keySet()).isNotEqualTo(read.get("defaults").keySet());
		assertThat(read.get("a topic").keySet()).isEqualTo(read.get("defaults").keySet());
	}

	@Test
	void noClassOfKafkaIsLoadedWithoutATopic() throws Exception {
		assertThat(start(List.of(new Start("without a topic", true)), true, "-Xlog:class+load").lines()
			.map((line) -> line.replaceFirst("\\[.*\\] *", ""))).anyMatch((line) -> line.startsWith("io.wirepost."))
			.noneMatch((line) -> line.startsWith("org.apache.kafka.") || line.startsWith("org.springframework.kafka.")
					|| line.startsWith("org.springframework.boot.kafka."));
	}

	/**
	 * One start.
	 *
	 * @param generated whether it uses the generated beans
	 * @param settings such as {@code server.port=0}
	 */
	record Start(String name, boolean generated, String... settings) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
