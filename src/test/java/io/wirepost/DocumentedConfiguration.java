package io.wirepost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A configuration that stands in a document. */
final class DocumentedConfiguration {

	private static final String HASH = "0123456789abcdef".repeat(4);

	private DocumentedConfiguration() {
	}

	/**
	 * Starts Wirepost with it, and with one setting that does not exist: that has to be
	 * the only fault. So every setting is read, and no port is bound.
	 */
	static void check(String yaml) throws IOException {
		Path folder = Files.createTempDirectory("documented");
		try {
			// What a document leaves out, a hash or the rest of an address.
			String whole = yaml.replaceAll("(?i)(sha-?256: *)\"?[^\",}\\n]*\"?", "$1\"" + HASH + "\"")
				.replace("https://…", "https://example.org")
				.replace("\"…\"", "\"left-out\"");
			Path file = Files.writeString(folder.resolve("documented.yaml"), whole);
			Throwable thrown = catchThrowable(() -> new SpringApplicationBuilder(WirepostApplication.class)
				.run("--spring.config.additional-location=file:" + file, "--wirepost.data=" + folder.resolve("data"),
						"--logging.level.root=off", "--server.port=0",
						// The protocol that docs/protocols.md builds.
						"--wirepost.protocols.my-meter.framing.type=line", "--wirepost.no-such=1")
				.close());
			assertThat(thrown).as("the start").isNotNull();
			List<String> faults = Stream.of(NestedExceptionUtils.getMostSpecificCause(thrown))
				.flatMap((cause) -> (cause instanceof InvalidSettingsException invalid)
						? invalid.faults().stream().map(Fault::toString) : Stream.of(cause.toString()))
				.toList();
			assertThat(faults).singleElement().asString().contains("wirepost.no-such");
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

}
