package io.wirepost.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Each engine loads the classes of its own database only. */
class EngineLoadingTests {

	@TempDir
	private Path folder;

	@Test
	void noClassOfAnotherDatabaseIsLoadedWithTheEmbeddedStore() throws Exception {
		List<String> loaded = loaded();
		assertThat(loaded).contains("io.wirepost.engine.rocksdb.Database");
		assertThat(loaded.stream().filter(EngineLoadingTests::isOfAnother)).containsOnly(
				// What opens it names no class of the database before it does.
				"io.wirepost.engine.postgres.PostgresOpener");
	}

	private static boolean isOfAnother(String name) {
		return Stream
			.of("java.sql.Conn", "java.sql.Driver", "javax.sql.", "org.postgresql.", "com.zaxxer.hikari.",
					"org.flywaydb.", "io.wirepost.engine.postgres.", "org.apache.kafka.")
			.anyMatch(name::startsWith);
	}

	/** The classes that a start loads. */
	private List<String> loaded() throws IOException, InterruptedException {
		Path log = this.folder.resolve("log");
		Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + log, "-cp", System.getProperty("java.class.path"),
				"-Dspring.context.exit=onRefresh", "io.wirepost.WirepostApplication", "--server.port=0",
				"--wirepost.listeners.default.port=0", "--wirepost.data=" + this.folder.resolve("data"))
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("said").toFile())
			.start();
		assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(java.exitValue()).as(Files.readString(this.folder.resolve("said"))).isZero();
		try (var lines = Files.lines(log)) {
			return lines.map((line) -> line.replaceAll("^(?:\\[[^]]*])+ ", "").split(" ", 2)[0]).toList();
		}
	}

}
