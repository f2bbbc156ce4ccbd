package io.wirepost;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.harness.Wirepost;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Bad configuration stops the start, with a sentence for each fault that names the
 * property.
 */
class StartupFaultTests {

	@TempDir
	private Path data;

	private List<String> faults(String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		Throwable failure = catchThrowable(() -> Wirepost.startOn(this.data, all.toArray(String[]::new)).close());
		while (failure != null && !(failure instanceof InvalidSettingsException)) {
			failure = failure.getCause();
		}
		assertThat(failure).as("the start").isInstanceOf(InvalidSettingsException.class);
		return List.of(failure.getMessage().split("\n"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"wirepost.listeners.a.framing.type=lines | wirepost.listeners.a.framing.type: 'lines' is not a framing",
			"wirepost.listeners.a.framing.preset=x | wirepost.listeners.a.framing.preset: 'x' is not a preset",
			"wirepost.listeners.a.framing.type=start-end | wirepost.listeners.a.framing.start:",
			"wirepost.listeners.a.framing.type=fixed-length | wirepost.listeners.a.framing.length:",
			"wirepost.listeners.a.framing.sned=LF | wirepost.listeners.a.framing.sned: there is no such setting",
			"wirepost.listeners.a.framing.max-frame-size=big | wirepost.listeners.a.framing.max-frame-size: 'big' is not",
			"wirepost.listeners.a.timeouts.idle=forever | wirepost.listeners.a.timeouts.idle: 'forever' is not a duration",
			"wirepost.listeners.a.timeouts.write=0s | wirepost.listeners.a.timeouts.write: 0s is not 1 ms or more",
			"wirepost.listeners.a.limits.connections=0 | wirepost.listeners.a.limits.connections: 0 is not 1 or more",
			"wirepost.listeners.a.prot=1 | wirepost.listeners.a.prot: there is no such setting",
			"wirepost.listeners.a.port=70000 | wirepost.listeners.a.port: 70000 is not 0 to 65535",
			"wirepost.listeners.a.charset=klingon | wirepost.listeners.a.charset: 'klingon' is not",
			"wirepost.listeners.a.duplicate=maybe | wirepost.listeners.a.duplicate: 'maybe' is not one of replace-old",
			"wirepost.listeners.a.identify.by=face | wirepost.listeners.a.identify.by: 'face' is no identification",
			"wirepost.listeners.a.identify.by=first-frame | wirepost.listeners.a.identify: identification by frame needs",
			"wirepost.listeners.a.identify.by=certificate | wirepost.listeners.a.identify.by: identification by certificate",
			"wirepost.listeners.a.reply.match=magic | wirepost.listeners.a.reply.match: 'magic' is no way to match",
			"wirepost.listeners.a.tls.bundle=none | wirepost.listeners.a.tls.bundle: there is no SSL bundle 'none'",
			"wirepost.listeners.a.bind=0.0.0.0 | wirepost.listeners.a.bind: '0.0.0.0' is reached from other machines",
			"server.address=0.0.0.0 | server.address: '0.0.0.0' is reached from other machines",
			"wirepost.devices.d.endpoint.host=h | wirepost.devices.d.endpoint.port: 0 is not 1 to 65535",
			"wirepost.devices.d.tag=x | wirepost.devices.d.tag: there is no such setting",
			"wirepost.endpoints.allowed=everyone | wirepost.endpoints.allowed: 'everyone' is no network and port",
			"wirepost.security.tokens.t.sha256=abc | wirepost.security.tokens.t.sha256: set it to the SHA-256",
			"wirepost.journal.retention.age=old | wirepost.journal.retention.age:",
			"wirepost.listenres.a.port=0 | wirepost.listenres.a.port: there is no such setting" })
	void aFaultIsOneSentenceThatNamesTheProperty(String setting, String sentence) {
		assertThat(faults("wirepost.listeners.b.port=0", setting))
			.anySatisfy((fault) -> assertThat(fault).startsWith(sentence));
	}

	@Test
	void everyFaultIsSaidAtOnce() {
		assertThat(faults("wirepost.listeners.a.framing.type=x", "wirepost.listeners.b.charset=y",
				"wirepost.devices.d.tags=a b", "wirepost.journal.retention.size=z"))
			.hasSize(4);
	}

	@Test
	void twoListenersOnOnePortAreAFault() {
		assertThat(faults("wirepost.listeners.a.port=7999", "wirepost.listeners.b.port=7999")).singleElement()
			.asString()
			.startsWith("wirepost.listeners.b.port: port 7999 is that of listener 'a' too");
	}

	@Test
	void portsThatAreTakenAreFaults() throws Exception {
		try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				ServerSocket two = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThat(faults("wirepost.listeners.a.port=" + one.getLocalPort(),
					"wirepost.listeners.b.port=" + two.getLocalPort()))
				.hasSize(2)
				.allSatisfy((fault) -> assertThat(fault).contains("cannot be bound"))
				.anySatisfy((fault) -> assertThat(fault).startsWith("wirepost.listeners.b.port: "));
		}
	}

}
