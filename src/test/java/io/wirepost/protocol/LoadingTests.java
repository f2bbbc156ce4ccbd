package io.wirepost.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CEL's compiler takes half a second and some megabytes, so only a protocol that has an
 * expression loads it.
 */
class LoadingTests {

	@TempDir
	private Path folder;

	@Test
	void celIsLoadedWithTheFirstExpression() throws Exception {
		assertThat(loaded("""
				framing: { type: length-field, width: 2 }
				checksum: { algorithm: crc-16/x-25 }
				identify: { by: first-frame, pattern: '(?<id>.+)' }
				acknowledge: { text: OK }
				""")).contains("io.wirepost.protocol.Protocol").noneMatch(LoadingTests::isOfCel);
		assertThat(loaded("fields: { size: frame.size() }")).contains("io.wirepost.protocol.Protocol")
			.anyMatch((name) -> name.startsWith("dev.cel."))
			.contains("io.wirepost.protocol.expression.Environment");
	}

	private static boolean isOfCel(String name) {
		return name.startsWith("dev.cel.") || name.startsWith("org.antlr.") || name.startsWith("com.google.protobuf.")
				|| name.startsWith("io.wirepost.protocol.expression.Environment");
	}

	/** The classes that a Java of its own loads to check a protocol. */
	private List<String> loaded(String protocol) throws IOException, InterruptedException {
		Path file = Files.writeString(this.folder.resolve("p.yaml"), protocol);
		Path log = this.folder.resolve("log");
		Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + log, "-cp", System.getProperty("java.class.path"),
				"io.wirepost.WirepostApplication", "check", file.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("said").toFile())
			.start();
		assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(java.exitValue()).as(Files.readString(this.folder.resolve("said"))).isZero();
		try (var lines = Files.lines(log)) {
			return lines.map((line) -> line.replaceAll("^(?:\\[[^]]*])+ ", "").split(" ", 2)[0]).toList();
		}
	}

}
