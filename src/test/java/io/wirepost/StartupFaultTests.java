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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Bad configuration stops the start, with a sentence for each fault that names the
 * property.
 */
class StartupFaultTests {

	private static final String[][] FAULTS = {
			{ "wirepost.listeners.l1.framing.type=lines",
					"wirepost.listeners.l1.framing.type: 'lines' is not a framing" },
			{ "wirepost.listeners.l2.framing.preset=x", "wirepost.listeners.l2.framing.preset: 'x' is not a preset" },
			{ "wirepost.listeners.l3.framing.type=start-end", "wirepost.listeners.l3.framing.start:" },
			{ "wirepost.listeners.l4.framing.type=fixed-length", "wirepost.listeners.l4.framing.length:" },
			{ "wirepost.listeners.l5.framing.sned=LF", "wirepost.listeners.l5.framing.sned: there is no such setting" },
			{ "wirepost.listeners.l6.framing.max-frame-size=big",
					"wirepost.listeners.l6.framing.max-frame-size: 'big' is not" },
			{ "wirepost.listeners.l7.timeouts.idle=forever",
					"wirepost.listeners.l7.timeouts.idle: 'forever' is not a duration" },
			{ "wirepost.listeners.l8.timeouts.write=0s",
					"wirepost.listeners.l8.timeouts.write: 0s is not 1 ms to 365 days" },
			{ "wirepost.listeners.l9.limits.connections=0",
					"wirepost.listeners.l9.limits.connections: 0 is not 1 or more" },
			{ "wirepost.listeners.l10.prot=1", "wirepost.listeners.l10.prot: there is no such setting" },
			{ "wirepost.listeners.l11.port=70000", "wirepost.listeners.l11.port: 70000 is not 0 to 65535" },
			{ "wirepost.listeners.l12.charset=klingon", "wirepost.listeners.l12.charset: 'klingon' is not" },
			{ "wirepost.listeners.l13.duplicate=maybe",
					"wirepost.listeners.l13.duplicate: 'maybe' is not one of replace-old" },
			{ "wirepost.listeners.l14.identify.by=face",
					"wirepost.listeners.l14.identify.by: 'face' is not an identification" },
			{ "wirepost.listeners.l15.identify.by=first-frame",
					"wirepost.listeners.l15.identify: identification by frame needs" },
			{ "wirepost.listeners.l16.identify.by=certificate",
					"wirepost.listeners.l16.identify.by: identification by certificate" },
			{ "wirepost.listeners.l17.reply.match=magic",
					"wirepost.listeners.l17.reply.match: 'magic' is not a way to match" },
			{ "wirepost.listeners.l18.tls.bundle=none",
					"wirepost.listeners.l18.tls.bundle: there is no SSL bundle 'none'" },
			{ "server.ssl.bundle=other", "server.ssl.bundle: there is no SSL bundle 'other'" },
			{ "wirepost.listeners.l19.bind=0.0.0.0",
					"wirepost.listeners.l19.bind: '0.0.0.0' is reachable from other machines" },
			{ "management.server.port=0", "management.server.address: '' is reachable from other machines" },
			{ "wirepost.listeners.l40.charset=x-JISAutoDetect",
					"wirepost.listeners.l40.charset: x-JISAutoDetect is not a charset that can encode text" },
			{ "wirepost.listeners.l41.timeouts.idle=365000d",
					"wirepost.listeners.l41.timeouts.idle: 8760000h is not zero to 365 days" },
			{ "server.address=0.0.0.0", "server.address: '0.0.0.0' is reachable from other machines" },
			{ "wirepost.devices.l21.endpoint.host=h", "wirepost.devices.l21.endpoint.port: 0 is not 1 to 65535" },
			{ "wirepost.devices.l22.tag=x", "wirepost.devices.l22.tag: there is no such setting" },
			{ "wirepost.endpoints.allowed=everyone",
					"wirepost.endpoints.allowed: 'everyone' is neither a network and port" },
			{ "wirepost.security.tokens.t.sha256=abc", "wirepost.security.tokens.t.sha256: set it to the SHA-256" },
			{ "wirepost.audit.max-size=1B", "wirepost.audit.max-size: 1B is not 1KB or more" },
			{ "wirepost.journal.retention.age=old", "wirepost.journal.retention.age:" },
			{ "wirepost.journal.engine=postgres",
					"spring.datasource.url: the engine postgres needs it: jdbc:postgresql://host/database" },
			{ "wirepost.webhooks.w1.batch-size=10",
					"wirepost.webhooks.w1.url: set it to the address that messages are" },
			{ "wirepost.webhooks.w2.url=ftp://host/", "wirepost.webhooks.w2.url: 'ftp' is neither http nor https" },
			{ "wirepost.webhooks.w3.url=https://user:word@host/",
					"wirepost.webhooks.w3.url: a name and a password in an address end up in logs" },
			{ "wirepost.webhooks.w5.url=http://host/", "wirepost.webhooks.w5.url: http shows messages to whoever" },
			{ "wirepost.webhooks.w4.url=https://ho st/", "wirepost.webhooks.w4.url: this is not an address" },
			{ "wirepost.topic.value=payload", "wirepost.topic.name: set it to the topic's name" },
			{ "wirepost.stream.limit=0", "wirepost.stream.limit: '0' is not 1 to 100000" },
			{ "wirepost.listenres.a.port=0", "wirepost.listenres.a.port: there is no such setting" } };

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

	@Test
	void everyFaultIsSaidAtOnceInASentenceThatNamesTheProperty() {
		List<String> settings = new ArrayList<>(List.of("wirepost.listeners.good.port=0"));
		for (String[] fault : FAULTS) {
			settings.add(fault[0]);
			if (fault[0].startsWith("wirepost.listeners.") && !fault[0].contains(".port=")) {
				settings.add(fault[0].replaceAll("^(wirepost\\.listeners\\.\\w+)\\..*", "$1.port=0"));
			}
		}
		List<String> faults = faults(settings.toArray(String[]::new));
		assertThat(List.of(FAULTS)).allSatisfy((fault) -> assertThat(faults).as(fault[0])
			.anySatisfy((sentence) -> assertThat(sentence).startsWith(fault[1])));
		// A framing by start and end misses both.
		assertThat(faults).hasSize(FAULTS.length + 1);
	}

	@Test
	void anEngineThatIsNotThereIsAFault() {
		assertThat(faults("wirepost.journal.engine=mysql")).singleElement()
			.isEqualTo("wirepost.journal.engine: there is no engine 'mysql'; there are [postgres, rocksdb]");
	}

	@Test
	void aDatabaseOfAnotherKindIsAFault() {
		assertThat(faults("wirepost.journal.engine=postgres", "spring.datasource.url=jdbc:h2:mem:a")).singleElement()
			.isEqualTo("spring.datasource.url: this does not begin with jdbc:postgresql:");
	}

	@Test
	void twoListenersOnOnePortAreAFault() {
		assertThat(faults("wirepost.listeners.a.port=7999", "wirepost.listeners.b.port=7999")).singleElement()
			.asString()
			.startsWith("wirepost.listeners.b.port: port 7999 is also that of listener 'a'");
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
