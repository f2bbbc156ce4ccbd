package io.wirepost;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.wirepost.harness.Wirepost;
import io.wirepost.protocol.ProtocolCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What README and docs/ tell to do is there: links, the paths that are called, and
 * configurations. ExamplesTests starts the configurations of config/; those that stand in
 * a document are started here.
 */
class DocumentationTests {

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)(?<path>[^)#]*)(#[^)]*)?\\)");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(?<language>\\w*)\\n(?<text>.*?)^ *```$");

	private static final Pattern CALLED = Pattern.compile("localhost:\\d+(?<path>/[^\\s'\"?]*)");

	/** A command with the lines that continue it. */
	private static final Pattern CURL = Pattern
		.compile("(?m)^(\\$ )?(?<command>curl (?:'[^']*'|\"[^\"]*\"|\\\\\\n|[^'\"\\\\\\n])*)$");

	private static Wirepost wirepost;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.endpoints.allowed=192.168.0.0/24:8888,127.0.0.1:1502");
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	static List<Path> documents() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("docs"));
				Stream<Path> root = Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
					.map(Path::of)) {
			return Stream.concat(root, docs.filter((file) -> file.toString().endsWith(".md"))).sorted().toList();
		}
	}

	@TestFactory
	Stream<DynamicTest> everyLinkLeadsToAFile() throws IOException {
		return documents().stream().map((document) -> DynamicTest.dynamicTest(document.toString(), () -> {
			Path folder = Path.of("").resolve(document).toAbsolutePath().getParent();
			assertThat(LINK.matcher(Files.readString(document)).results().map(DocumentationTests::path))
				.filteredOn((path) -> !path.isEmpty())
				.allSatisfy((path) -> assertThat(folder.resolve(path)).exists());
		}));
	}

	private static String path(MatchResult link) {
		return link.group(1);
	}

	@Test
	void everyPathThatIsCalledIsOneOfTheContract() throws IOException {
		Map<String, Object> contract = new Yaml(new SafeConstructor(new LoaderOptions()))
			.load(Files.readString(Path.of("src/main/resources/openapi.yaml")));
		List<String> known = new ArrayList<>(
				((Map<?, ?>) contract.get("paths")).keySet().stream().map(String::valueOf).toList());
		known.addAll(List.of("/", "/swagger-ui.html"));
		for (Path document : documents()) {
			Matcher called = CALLED.matcher(Files.readString(document));
			while (called.find()) {
				String path = called.group("path").replaceAll("[>.,;:`]+$", "");
				assertThat(known).as("%s calls %s", document, path)
					.anyMatch((each) -> path.matches(each.replaceAll("\\{[^}]+}", "[^/]+")));
			}
		}
	}

	@TestFactory
	Stream<DynamicTest> everyConfigurationIsTaken() throws IOException {
		List<DynamicTest> tests = new ArrayList<>();
		for (Path document : documents()) {
			Matcher block = BLOCK.matcher(Files.readString(document));
			while (block.find()) {
				String text = block.group("text").stripIndent();
				if (block.group("language").equals("yaml")
						&& text.lines().anyMatch((line) -> line.equals("wirepost:"))) {
					tests.add(DynamicTest.dynamicTest(document + ", line " + line(document, block.start()),
							() -> DocumentedConfiguration.check(text)));
				}
			}
		}
		assertThat(tests).hasSizeGreaterThan(10);
		return tests.stream();
	}

	@Test
	void theProtocolOfTheGuidePassesItsExamples(@TempDir Path folder) throws IOException {
		String guide = Files.readString(Path.of("docs/protocols.md"));
		Matcher block = BLOCK.matcher(guide);
		assertThat(block.find()).isTrue();
		Path file = Files.writeString(folder.resolve("my-meter.yaml"), block.group("text"));
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		int status = ProtocolCheck.run(List.of(file.toString()), new PrintStream(said), (protocol) -> {
		});
		assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
	}

	/**
	 * Each curl of the documents, run as it stands. Devices that it names are not there;
	 * what it sends has to be right all the same.
	 */
	@TestFactory
	Stream<DynamicTest> everyCallIsUnderstood() throws IOException {
		assumeThat(Path.of("/usr/bin/curl")).as("curl is not installed").exists();
		List<DynamicTest> tests = new ArrayList<>();
		for (Path document : documents()) {
			Matcher block = BLOCK.matcher(Files.readString(document));
			while (block.find()) {
				String text = block.group("text").stripIndent();
				Matcher command = CURL.matcher(text);
				while (command.find()) {
					String curl = command.group("command");
					tests.add(DynamicTest.dynamicTest(document + ": " + curl.lines().findFirst().orElseThrow(),
							() -> assertThat(status(curl)).as(curl).isIn(understood(text))));
				}
			}
		}
		assertThat(tests).hasSizeGreaterThan(15);
		return tests.stream();
	}

	private static List<String> understood(String block) {
		List<String> statuses = new ArrayList<>(List.of("200", "201", "202", "204", "404", "409"));
		if (block.contains("examples-failed")) {
			statuses.add("422");
		}
		return statuses;
	}

	/** The status of the answer; a stream is left after a while. */
	private static String status(String curl) throws IOException, InterruptedException {
		String script = "curl() { command curl -s -m 5 -o /dev/null -w '%{http_code}' \"$@\"; }\n"
				// What is piped on would take the status.
				+ curl.replaceAll("(?s) \\| jq .*", "")
					.replaceAll("localhost:\\d+", "localhost:" + wirepost.api().port());
		Process bash = new ProcessBuilder("bash", "-c", script).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String status = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		bash.waitFor();
		return status;
	}

	private static long line(Path document, int offset) throws IOException {
		return Files.readString(document).substring(0, offset).lines().count() + 1;
	}

}
