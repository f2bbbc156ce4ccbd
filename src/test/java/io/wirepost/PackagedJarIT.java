package io.wirepost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What is in the executable jar, and how large it is. */
class PackagedJarIT {

	private static final Path JAR = Path.of("target/wirepost.jar");

	private static final int MOST_BYTES = 100_000_000;

	@Test
	void itIsNoLargerThanPromised() throws IOException {
		assertThat(Files.size(JAR)).isLessThanOrEqualTo(MOST_BYTES);
	}

	/** Every library that is in the jar, by its file's name, is in the bill too. */
	@Test
	void theBillOfMaterialsHasEveryLibrary() throws IOException {
		assumeThat(Boolean.getBoolean("offline")).as("the build is offline, and has no bill of materials").isFalse();
		try (ZipFile jar = new ZipFile(JAR.toFile())) {
			JsonNode bill = JsonMapper.shared()
				.readTree(jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json")));
			assertThat(bill.get("bomFormat").asString()).isEqualTo("CycloneDX");
			List<String> names = bill.get("components").valueStream().map((one) -> one.get("name").asString()).toList();
			assertThat(jar.stream()
				.map((entry) -> entry.getName())
				.filter((name) -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
				// Boot's own, which repackaging adds.
				.filter((name) -> !name.contains("spring-boot-jarmode-tools"))
				.map((name) -> name.substring("BOOT-INF/lib/".length()).replaceAll("-\\d.*", "")))
				.hasSizeGreaterThan(50)
				.allSatisfy((library) -> assertThat(names).contains(library));
		}
	}

}
