package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar in parts, with an archive of its loaded classes, as in the image. It
 * is made once for all processes of tests.
 */
final class ExtractedJar {

	private static final Path JAR = Path.of("target", "wirepost.jar").toAbsolutePath();

	private static final Path FOLDER = Path.of("target", "extracted").toAbsolutePath();

	private static final Path ARCHIVE = FOLDER.resolve("wirepost.jsa");

	private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1",
			"-Dspring.aot.enabled=true");

	private ExtractedJar() {
	}

	/** The arguments of Java, up to the settings. */
	static List<String> arguments() {
		try (FileChannel file = FileChannel.open(Path.of("target", "extracted.lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			// Held until the file is closed.
			file.lock();
			if (!Files.exists(ARCHIVE)
					|| Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
				make();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return java("-XX:SharedArchiveFile=" + ARCHIVE);
	}

	private static void make() throws IOException {
		FileSystemUtils.deleteRecursively(FOLDER);
		run(List.of("-Djarmode=tools", "-jar", JAR.toString(), "extract", "--destination", FOLDER.toString()));
		Path data = Files.createTempDirectory("wirepost-data");
		List<String> training = new ArrayList<>(java("-XX:ArchiveClassesAtExit=" + ARCHIVE));
		training.addAll(1, List.of("-Dspring.context.exit=onRefresh"));
		training.addAll(List.of("--server.port=0", "--wirepost.listeners.default.port=0", "--wirepost.data=" + data));
		run(training);
		FileSystemUtils.deleteRecursively(data);
	}

	private static List<String> java(String archive) {
		List<String> arguments = new ArrayList<>(OPTIONS);
		arguments.addAll(List.of(archive, "-jar", FOLDER.resolve("wirepost.jar").toString()));
		return arguments;
	}

	private static void run(List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(arguments);
		Path out = Files.createTempFile("wirepost", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
		try {
			assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(out)).isZero();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
