package io.wirepost.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.wirepost.settings.Settings;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The protocols that come with Wirepost: files in the jar. Read when they are asked for.
 */
final class ShippedProtocols {

	private static final String FOLDER = "protocols/";

	private static final String ENDING = ".yaml";

	private ShippedProtocols() {
	}

	/** Their names, sorted. */
	static List<String> names() {
		try {
			Resource[] files = new PathMatchingResourcePatternResolver()
				.getResources("classpath:" + FOLDER + "*" + ENDING);
			return Arrays.stream(files)
				.map((file) -> String.valueOf(file.getFilename()))
				.map((name) -> name.substring(0, name.length() - ENDING.length()))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			// There is no such folder.
			return List.of();
		}
	}

	/** The settings of one; empty if there is none of that name. */
	static Optional<Settings> find(String name) {
		Resource file = new ClassPathResource(FOLDER + name + ENDING);
		if (!file.exists()) {
			return Optional.empty();
		}
		try {
			return Optional.of(ProtocolFile.read(file.getContentAsString(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
