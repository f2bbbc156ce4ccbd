package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The directory of the store, locked by this object. RocksDB locks it against other
 * processes, but not against a second opening in this process under another path.
 */
final class DataDirectory implements AutoCloseable {

	private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

	private static final String CURRENT = "CURRENT";

	private static final int PROBE_SIZE = 1024 * 1024;

	private final Path path;

	private DataDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Creates the directory if there is none.
	 * @throws DataDirectoryException if it cannot be used
	 */
	static DataDirectory claim(Path directory) {
		Path real = create(directory);
		if (!CLAIMED.add(real)) {
			throw DataDirectoryException.inUse(directory, null);
		}
		DataDirectory claimed = new DataDirectory(real);
		try {
			claimed.check();
			return claimed;
		}
		catch (IOException ex) {
			claimed.close();
			throw DataDirectoryException.notWritable(directory, ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			claimed.close();
			throw ex;
		}
	}

	private static Path create(Path directory) {
		try {
			return Files.createDirectories(directory).toRealPath();
		}
		catch (FileAlreadyExistsException ex) {
			throw DataDirectoryException.notADirectory(directory);
		}
		catch (IOException ex) {
			if (isBelowAFile(directory)) {
				throw DataDirectoryException.notADirectory(directory);
			}
			throw DataDirectoryException.notWritable(directory, ex.toString(), ex);
		}
	}

	private static boolean isBelowAFile(Path directory) {
		for (Path above = directory.toAbsolutePath(); above != null; above = above.getParent()) {
			if (Files.exists(above)) {
				return !Files.isDirectory(above);
			}
		}
		return false;
	}

	private void check() throws IOException {
		if (!Files.isWritable(this.path) || !Files.isReadable(this.path) || !Files.isExecutable(this.path)) {
			throw DataDirectoryException.notWritable(this.path, "no permission, or a read-only disk", null);
		}
		// Without this file RocksDB would consider the directory empty, and clear it.
		if (!isUsed() && hasTables()) {
			throw DataDirectoryException.damaged(this.path, "the file CURRENT is missing", null);
		}
	}

	private boolean hasTables() throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
			return files.anyMatch((file) -> file.getFileName().toString().endsWith(".sst"));
		}
	}

	/** Whether it has a database. */
	boolean isUsed() {
		return Files.exists(this.path.resolve(CURRENT));
	}

	Path path() {
		return this.path;
	}

	/** Explains to an operator why the database could not be opened. */
	DataDirectoryException explain(RocksDBException ex) {
		Status status = ex.getStatus();
		String message = String.valueOf(ex.getMessage());
		if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
			return DataDirectoryException.full(this.path, ex);
		}
		if (message.contains("lock hold by current process") || message.contains("While lock file")) {
			return DataDirectoryException.inUse(this.path, ex);
		}
		if (status != null && status.getCode() == Status.Code.IOError && !message.contains("No such file")) {
			return DataDirectoryException.notWritable(this.path, message, ex);
		}
		return DataDirectoryException.damaged(this.path, message, ex);
	}

	/**
	 * Whether a file can be written: an open database must not be closed if it could not
	 * be opened again.
	 */
	void probe() throws IOException {
		Path file = this.path.resolve("probe");
		try {
			Files.write(file, new byte[PROBE_SIZE]);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	/** The size of the write-ahead log in bytes. */
	long writeAheadLogSize() throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
			return files.filter((file) -> file.getFileName().toString().endsWith(".log"))
				.mapToLong((file) -> file.toFile().length())
				.sum();
		}
	}

	@Override
	public void close() {
		CLAIMED.remove(this.path);
	}

}
