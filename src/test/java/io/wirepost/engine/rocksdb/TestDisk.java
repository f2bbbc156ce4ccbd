package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A small file system of its own, where this user may mount one. */
final class TestDisk implements AutoCloseable {

	private static final int MB = 1024 * 1024;

	private final Path path;

	private TestDisk(Path path) {
		this.path = path;
	}

	/** Mounts one, or skips the test. */
	static TestDisk mount(Path below, String options) throws IOException {
		Path path = Files.createTempDirectory(below, "disk");
		assumeTrue(runs("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()),
				"Skipped: this user cannot mount a small file system");
		return new TestDisk(path);
	}

	Path path() {
		return this.path;
	}

	/** Fills it up until so much is left. */
	void fillUp(int megabytesLeft) throws IOException {
		long left = (long) megabytesLeft * MB;
		byte[] filling = new byte[MB / 16];
		try (OutputStream file = Files.newOutputStream(filler())) {
			while (Files.getFileStore(this.path).getUsableSpace() > left) {
				file.write(filling);
			}
		}
		catch (IOException ex) {
			if (megabytesLeft > 0) {
				throw ex;
			}
		}
	}

	void free() throws IOException {
		Files.delete(filler());
	}

	private Path filler() {
		return this.path.resolve("filler");
	}

	@Override
	public void close() {
		runs("umount", "-l", this.path.toString());
	}

	private static boolean runs(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
