package io.wirepost.protocol;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import io.wirepost.settings.InvalidSettingsException;

/** Finds the files that {@code wirepost.protocol-files} names. */
final class ProtocolFiles {

	private static final long LARGEST = 1024 * 1024;

	private ProtocolFiles() {
	}

	/**
	 * The files of a pattern, in the order of their names.
	 * @param pattern a path, whose last part may have {@code *}; a relative one counts
	 * from the working directory
	 * @throws InvalidSettingsException if there are none
	 */
	static List<Path> find(String pattern) {
		Path path = path(pattern);
		Path folder = (path.getParent() != null) ? path.getParent() : Path.of(".");
		String name = String.valueOf(path.getFileName());
		PathMatcher matcher = matcher(pattern, name);
		if (!Files.isDirectory(folder)) {
			throw new InvalidSettingsException("", "there is no folder %s".formatted(folder));
		}
		try (Stream<Path> all = Files.list(folder)) {
			List<Path> found = all.filter((one) -> matcher.matches(one.getFileName()))
				.filter(Files::isRegularFile)
				.sorted()
				.toList();
			if (found.isEmpty()) {
				throw new InvalidSettingsException("", "no file in %s is called %s".formatted(folder, name));
			}
			return found;
		}
		catch (IOException ex) {
			throw new InvalidSettingsException("", "the folder %s cannot be read".formatted(folder));
		}
	}

	private static Path path(String pattern) {
		try {
			return Path.of(pattern);
		}
		catch (InvalidPathException ex) {
			throw new InvalidSettingsException("", "'%s' is no path".formatted(pattern));
		}
	}

	private static PathMatcher matcher(String pattern, String name) {
		try {
			return FileSystems.getDefault().getPathMatcher("glob:" + name);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidSettingsException("",
					"'%s' is no path whose last part may have *: %s".formatted(pattern, ex.getDescription()));
		}
	}

	/**
	 * A file's text.
	 * @throws InvalidSettingsException if it cannot be read
	 */
	static String text(Path file) {
		try {
			if (Files.size(file) > LARGEST) {
				throw new InvalidSettingsException("", "%s is larger than 1MB".formatted(file));
			}
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (CharacterCodingException ex) {
			throw new InvalidSettingsException("", "%s is not written in UTF-8".formatted(file));
		}
		catch (IOException ex) {
			throw new InvalidSettingsException("", "%s cannot be read".formatted(file));
		}
	}

	/** The name of a file's protocol. */
	static String name(Path file) {
		String name = String.valueOf(file.getFileName());
		int dot = name.lastIndexOf('.');
		return (dot > 0) ? name.substring(0, dot) : name;
	}

}
