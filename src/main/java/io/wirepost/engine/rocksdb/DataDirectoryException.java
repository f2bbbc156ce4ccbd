package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The data directory cannot be used, with a sentence that says why and one that says what
 * to do.
 */
class DataDirectoryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final String ELSEWHERE = "set wirepost.data to another directory";

	private final String action;

	DataDirectoryException(String problem, String action, @Nullable Throwable cause) {
		super(problem, cause);
		this.action = action;
	}

	static DataDirectoryException inUse(Path directory, @Nullable Throwable cause) {
		return new DataDirectoryException("The data directory '%s' is in use by another process".formatted(directory),
				"Stop the other process, or " + ELSEWHERE + ".", cause);
	}

	static DataDirectoryException damaged(Path directory, @Nullable String detail, @Nullable Throwable cause) {
		return new DataDirectoryException(
				"The data in '%s' is damaged (%s)".formatted(directory, String.valueOf(detail).strip()),
				"Restore the directory from a copy, or " + ELSEWHERE + " to begin anew.", cause);
	}

	static DataDirectoryException notADirectory(Path directory) {
		return new DataDirectoryException("The data directory '%s' is not a directory".formatted(directory),
				"Move the file away, or " + ELSEWHERE + ".", null);
	}

	static DataDirectoryException notWritable(Path directory, @Nullable String detail, @Nullable Throwable cause) {
		return new DataDirectoryException(
				"The data directory '%s' cannot be written (%s)".formatted(directory, String.valueOf(detail).strip()),
				"Let the user that runs Wirepost read and write it, or " + ELSEWHERE + ".", cause);
	}

	static DataDirectoryException full(Path directory, @Nullable Throwable cause) {
		return new DataDirectoryException("The disk of the data directory '%s' is full".formatted(directory),
				"Free some space, or " + ELSEWHERE + ".", cause);
	}

	static DataDirectoryException otherFormat(Path directory, int format, int known) {
		return new DataDirectoryException(
				"The data in '%s' has format %d, written by another version of Wirepost; this one reads format %d only"
					.formatted(directory, format, known),
				"Run the version that wrote it, or " + ELSEWHERE + ".", null);
	}

	/** What to do. */
	String action() {
		return this.action;
	}

}
