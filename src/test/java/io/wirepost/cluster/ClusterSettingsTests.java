package io.wirepost.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong with a replica's settings is said before it starts. */
class ClusterSettingsTests {

	private static ClusterSettings settings(String address, String secret, String file) {
		return new ClusterSettings(true, address, null, secret, file, Duration.ofSeconds(1), Duration.ofSeconds(10));
	}

	@Test
	void anAddressAndOneSecretAreNeeded() {
		assertThatThrownBy(() -> settings(null, null, null)).isInstanceOf(InvalidSettingsException.class)
			.hasMessageContaining("address")
			.hasMessageContaining("secret-file");
		assertThatThrownBy(() -> settings("nowhere", "0123456789abcdef", null)).hasMessageContaining("host:port");
		assertThatThrownBy(() -> settings("a:8081", "short", null)).hasMessageContaining("16 characters");
		assertThatThrownBy(() -> settings("a:8081", "0123456789abcdef", "too")).hasMessageContaining("either");
	}

	@Test
	void theSecretIsReadFromItsFileAndIsInNoLog(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("secret"), "what nobody else knows\n");
		ClusterSettings settings = settings("[::1]:8081", null, file.toString());
		assertThat(settings.readSecret()).isEqualTo("what nobody else knows");
		assertThat(settings.toString()).doesNotContain("secret");
		assertThatThrownBy(() -> settings("a:8081", null, folder.resolve("none").toString()).readSecret())
			.hasMessageContaining("cannot be read");
	}

	@Test
	void aReplicaWithoutADatabaseDoesNotStart() {
		assertThatThrownBy(() -> Wirepost.start("wirepost.cluster.enabled=true",
				"wirepost.cluster.address=127.0.0.1:8081", "wirepost.cluster.secret=0123456789abcdef"))
			.hasMessageContaining("wirepost.journal.engine");
	}

}
