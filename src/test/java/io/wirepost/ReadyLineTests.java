package io.wirepost;

import java.nio.file.Path;

import io.wirepost.harness.Wirepost;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a start says, and when. */
@ExtendWith(OutputCaptureExtension.class)
class ReadyLineTests {

	private static final String TOMCAT = "logging.level.org.springframework.boot.tomcat.TomcatWebServer=info";

	@Test
	void oneLineSaysWhereEverythingIs(CapturedOutput output) {
		try (Wirepost wirepost = Wirepost.start("logging.level.org=info", "logging.level.io=info",
				"wirepost.listeners.a.port=0", "wirepost.listeners.b.port=0")) {
			assertThat(output.toString().lines().filter((line) -> line.contains(" INFO "))).singleElement()
				.asString()
				.endsWith("Wirepost is ready: http://127.0.0.1:%d/ (console and API, open to this machine only), "
					.formatted(wirepost.api().port())
						+ "listeners a 127.0.0.1:%d, b 127.0.0.1:%d".formatted(wirepost.port("a"), wirepost.port("b")));
		}
	}

	@Test
	void itSaysThatCallersNeedTokens(CapturedOutput output) {
		try (Wirepost wirepost = Wirepost.start("logging.level.io.wirepost=info",
				"wirepost.security.tokens.a.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.a.scopes=read")) {
			assertThat(output)
				.contains("Wirepost is ready: http://127.0.0.1:%d/ (console and API, for callers with tokens)"
					.formatted(wirepost.api().port()));
		}
	}

	@Test
	void aFaultIsToldBeforeAnyBeanIsMade(@TempDir Path data, CapturedOutput output) {
		Throwable failure = catchThrowable(
				() -> Wirepost.startOn(data, TOMCAT, "wirepost.listeners.a.framing.type=lines").close());
		assertThat(failure).isInstanceOf(InvalidSettingsException.class);
		assertThat(output).doesNotContain("Tomcat");
		assertThat(data).isEmptyDirectory();
	}

	@Test
	void aFaultOfACertificateIsToldBeforeTheWebServerIsMade(@TempDir Path data, CapturedOutput output) {
		Throwable failure = catchThrowable(() -> Wirepost
			.startOn(data, TOMCAT, "wirepost.listeners.a.port=0", "wirepost.listeners.a.tls.bundle=one",
					"spring.ssl.bundle.pem.one.keystore.certificate=file:" + data.resolve("none.pem"))
			.close());
		assertThat(failure).hasRootCauseInstanceOf(InvalidSettingsException.class);
		assertThat(output).doesNotContain("Tomcat");
		Wirepost.startOn(data, TOMCAT).close();
		assertThat(output).contains("Tomcat initialized with port");
	}

}
