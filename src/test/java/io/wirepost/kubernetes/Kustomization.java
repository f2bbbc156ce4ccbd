package io.wirepost.kubernetes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * A directory with a {@code kustomization.yaml}, as much of it as is used here; any other
 * field fails.
 */
record Kustomization(Path directory, Content content) {

	static final Path BASE = Path.of("config", "kubernetes", "base");

	static final Path SINGLE = Path.of("config", "kubernetes", "single");

	static final Path CLUSTER = Path.of("config", "kubernetes", "cluster");

	private static final String FILE = "kustomization.yaml";

	private static final ObjectMapper YAML = YAMLMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	static Kustomization in(Path directory) throws IOException {
		return new Kustomization(directory, YAML.readValue(Files.readString(directory.resolve(FILE)), Content.class));
	}

	/** What is rendered by kubectl, or nothing where there is no kubectl. */
	static Optional<String> render(Path directory, Path work) throws IOException, InterruptedException {
		boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, "kubectl")));
		if (!there) {
			return Optional.empty();
		}
		Path output = work.resolve("rendered.yaml");
		Path errors = work.resolve("errors.txt");
		Process kubectl = new ProcessBuilder("kubectl", "kustomize", directory.toString())
			.redirectOutput(output.toFile())
			.redirectError(errors.toFile())
			.start();
		if (!kubectl.waitFor(1, TimeUnit.MINUTES) || kubectl.exitValue() != 0) {
			kubectl.destroyForcibly();
			throw new AssertionError("kubectl kustomize failed: " + Files.readString(errors));
		}
		return Optional.of(Files.readString(output));
	}

	/** The files that it names, as paths. */
	Set<Path> files() {
		Stream<String> resources = or(this.content.resources).stream().filter((name) -> !name.startsWith(".."));
		Stream<String> patches = or(this.content.patches).stream().map(Patch::path);
		Stream<String> generated = or(this.content.configMapGenerator).stream()
			.flatMap((generator) -> generator.files().stream())
			.map((file) -> file.substring(file.indexOf('=') + 1));
		Set<Path> files = new TreeSet<>();
		Stream.of(resources, patches, generated)
			.flatMap((names) -> names)
			.forEach((name) -> files.add(this.directory.resolve(name)));
		return files;
	}

	/** The other kustomizations that it names, as paths. */
	List<Path> bases() {
		return or(this.content.resources).stream()
			.filter((name) -> name.startsWith(".."))
			.map((name) -> this.directory.resolve(name).normalize())
			.toList();
	}

	/** The files that are there, as paths, without the kustomization itself. */
	Set<Path> filesThere() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return new TreeSet<>(files.filter((file) -> !file.endsWith(FILE)).toList());
		}
	}

	private static <T> List<T> or(List<T> list) {
		return (list != null) ? list : List.of();
	}

	record Content(String apiVersion, String kind, List<String> resources, List<Patch> patches,
			List<Map<String, String>> images, List<Generator> configMapGenerator) {
	}

	record Patch(String path) {
	}

	record Generator(String name, List<String> files) {
	}

}
