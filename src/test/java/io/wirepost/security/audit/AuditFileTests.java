package io.wirepost.security.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The file of the audit is bounded, and no request fails because of it. */
@ExtendWith(OutputCaptureExtension.class)
class AuditFileTests {

	@TempDir
	Path folder;

	@Test
	void aFullFileIsRenamedAndTheOldestIsDeleted() throws IOException {
		Path path = this.folder.resolve("audit.log");
		try (AuditFile file = new AuditFile(path, 30, 3)) {
			file.open();
			for (int i = 10; i < 20; i++) {
				file.write("line number " + i);
			}
		}
		assertThat(Files.readString(path)).isEqualTo("line number 18\nline number 19\n");
		assertThat(Files.readString(this.folder.resolve("audit.log.1"))).startsWith("line number 16");
		assertThat(Files.readString(this.folder.resolve("audit.log.2"))).startsWith("line number 14");
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files).hasSize(3);
		}
	}

	@Test
	void itGoesOnWhereItEnded() throws IOException {
		Path path = this.folder.resolve("audit.log");
		for (String line : new String[] { "one", "two" }) {
			try (AuditFile file = new AuditFile(path, 1000, 1)) {
				file.open();
				file.write(line);
			}
		}
		assertThat(Files.readString(path)).isEqualTo("one\ntwo\n");
	}

	@Test
	void requestsGoOnWhileTheFileCannotBeWrittenAndWhatIsLostIsCounted(CapturedOutput output) throws IOException {
		Path path = this.folder.resolve("audit.log");
		try (Wirepost wirepost = Wirepost.start("wirepost.audit.file=" + path, "wirepost.audit.max-size=1KB",
				"wirepost.audit.files=2")) {
			Api api = wirepost.api();
			// A folder where a file would be renamed to, with something in it.
			Files.createDirectories(this.folder.resolve("audit.log.1/x"));
			for (int i = 0; i < 20; i++) {
				assertThat(api.putJson("/api/devices/pump-" + i, "{}").status()).isEqualTo(201);
			}
			await().until(() -> failures(api) > 1);
			assertThat(output.toString().split("The audit cannot be written", -1)).hasSize(2);
			Files.delete(this.folder.resolve("audit.log.1/x"));
			Files.delete(this.folder.resolve("audit.log.1"));
			api.delete("/api/devices/pump-3");
			await().until(() -> Files.exists(path) && Files.readString(path).contains("device.delete"));
		}
	}

	private static double failures(Api api) {
		return api.get("/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith("wirepost_audit_failures_total"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.findFirst()
			.orElse(0);
	}

}
