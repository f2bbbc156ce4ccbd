package io.wirepost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The jar's commands, as processes. */
class CommandsIT {

	@TempDir
	private Path folder;

	private record Run(int exit, String text) {
	}

	private Run run(String... args) throws Exception {
		Path out = Files.createTempFile(this.folder, "out", ".txt");
		Process process = process(out, args);
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
	}

	private Process process(Path out, String... args) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xlog:class+load:file=" + classes(), "-jar",
						Path.of("target", "wirepost.jar").toAbsolutePath().toString()));
		command.addAll(List.of(args));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
	}

	private Path classes() {
		return this.folder.resolve("classes.log");
	}

	@Test
	void helpNamesTheCommands() throws Exception {
		Run run = run("--help");
		assertThat(run.exit()).isZero();
		assertThat(run.text()).contains("simulate", "check", "token").doesNotContain("INFO");
	}

	@Test
	void checkRunsTheExamplesOfAFile() throws Exception {
		Run good = run("check", Path.of("protocols", "gt06.yaml").toString());
		assertThat(good.text()).startsWith("protocols/gt06.yaml: 12 examples passed").hasLineCount(1);
		assertThat(good.exit()).isZero();
		assertThat(run("check", "missing.yaml").exit()).isEqualTo(1);
		assertThat(run("check").exit()).isEqualTo(2);
	}

	@Test
	void tokenTakesItsOptions() throws Exception {
		Run run = run("token", "--name", "dashboard", "--scopes", "read");
		assertThat(run.exit()).as(run.text()).isZero();
		assertThat(run.text()).contains("\"dashboard\":", "scopes: [read]");
		assertThat(run("token", "--scopes", "fly").exit()).isEqualTo(2);
		assertThat(run("token", "--help").text()).contains("--expires DAY");
	}

	@Test
	void aMistypedCommandStartsNothing() throws Exception {
		Run run = run("simulat");
		assertThat(run.exit()).isEqualTo(2);
		assertThat(run.text()).contains("simulat", "Did you mean");
	}

	@Test
	void simulateListsProtocolsWithoutASpringContext() throws Exception {
		Run run = run("simulate", "--list");
		assertThat(run.text().lines()).contains("line", "gt06");
		assertThat(loaded()).contains("picocli.CommandLine")
			.doesNotContain("org.springframework.boot.SpringApplication ");
	}

	/** SIGINT, which a terminal sends for Ctrl-C. */
	@Test
	void anInterruptEndsTheSimulatorWithItsSummary() throws Exception {
		try (WirepostProcess wirepost = WirepostProcess.start(this.folder.resolve("data"),
				"wirepost.listeners.default.port=0")) {
			Path out = this.folder.resolve("simulate.txt");
			Process simulator = process(out, "simulate", "--devices", "3", "--rate", "10", "--duration", "10m",
					"--port", "" + wirepost.port("default"));
			await().until(() -> !wirepost.api().all("/api/messages").isEmpty());
			assertThat(new ProcessBuilder("kill", "-INT", "" + simulator.pid()).start().waitFor()).isZero();
			assertThat(simulator.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(Files.readString(out)).contains("sent  ", "3 opened");
			await().until(() -> wirepost.api().all("/api/connections").isEmpty());
		}
	}

	@Test
	void theServiceDoesNotLoadPicocli() throws Exception {
		try (WirepostProcess process = WirepostProcess.launch("JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + classes(),
				this.folder.resolve("data"), "wirepost.listeners.default.port=0")) {
			process.awaitReady();
			// Two of its annotations are loaded: Spring looks for its own on all classes
			// here.
			assertThat(loaded()).contains("org.springframework.boot.SpringApplication ")
				.doesNotContain("picocli.CommandLine ", "picocli.CommandLine$Model", "io.wirepost.CommandLine ");
		}
	}

	private String loaded() throws IOException {
		return Files.readString(classes());
	}

}
