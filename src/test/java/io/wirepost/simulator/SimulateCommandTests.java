package io.wirepost.simulator;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.wirepost.harness.Keytool;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The options of {@code simulate}, and what it says where nothing answers. */
class SimulateCommandTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--devices 5|--port: set it to the listener's port
			--port 70000|--port: set it to the listener's port
			--port 7070 --devices 0|--devices: 0 is not 1 to 100000
			--port 7070 --rate -1|--rate: -1.0 is not 0 to 10000
			--port 7070 --duration soon|--duration: 'soon' is not a duration; write one such as 60s or 5m
			--port 7070 --protocol klingon|--protocol: 'klingon' is neither a file nor a protocol that ships
			--port 7070 --ids lamp|--ids: 'lamp' is not A-Z a-z 0-9
			--port 7070 --protocol gt06 --ids sim-%d|--protocol: no example of gt06 identifies a device in a frame
			--port 7070 --trouble rain|--trouble: 'rain' is none; use one or more of split, merged, slow, half-open
			--port 7070 --trouble garbage=101%|--trouble: 'garbage=101%' is none
			--port 7070 --ca x.pem|--ca: it needs --tls
			--port 7070 --tls --ca missing.pem|--ca: missing.pem has no certificates in PEM that can be read
			--port 7070 --protocol gt06 --acknowledge OK|--acknowledge: it is for --protocol line
			--port 7070 --protocol syslog-octet-counted|--protocol: its devices are told apart by address
			--port x|Invalid value for option '--port'
			--prot gt06|Unknown option
			""")
	void aWrongOptionIsSaidInASentence(String args, String sentence) {
		SimulateRun run = SimulateRun.of(args.split(" "));
		assertThat(run.exit()).as(run.text()).isEqualTo(2);
		assertThat(run.text()).contains(sentence).doesNotContain("Exception", "\tat ");
	}

	@Test
	void helpNamesEveryTrouble() {
		SimulateRun run = SimulateRun.of("--help");
		assertThat(run.exit()).isZero();
		for (Trouble trouble : Trouble.values()) {
			assertThat(run.text()).contains(trouble.word());
		}
		assertThat(run.text()).contains("--port=PORT", "Exits with 0");
	}

	@Test
	void theListHasEveryProtocol() {
		assertThat(SimulateRun.of("--list").text().lines()).contains("line", "gt06", "teltonika", "mllp");
	}

	@Test
	void aPortWhereNothingListensIsAnErrorWithItsReason() throws IOException {
		int free;
		try (ServerSocket socket = new ServerSocket(0)) {
			free = socket.getLocalPort();
		}
		SimulateRun run = SimulateRun.of("--port", "" + free, "--devices", "2", "--duration", "1s");
		assertThat(run.exit()).isEqualTo(1);
		assertThat(run.text()).contains("refused by the machine: nothing listens on this port",
				"sent          0 frames");
	}

	@Test
	void aProtocolInAFileIsSpoken(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("meter.yaml");
		Files.writeString(file,
				"""
						framing: { type: start-end, start: 68, end: 16, strip: false, min-frame-size: 6, resync: skip }
						checksum: { algorithm: sum-8, from: 1, to: -2, at: -2 }
						identify: { by: first-frame, id: "frame.slice(1, 3).hex()" }
						rules:
						  - { kind: reading, when: frame.u8(3) == 0x01, answer: "hex('68') + frame.slice(1, 3) + hex('81 00 16')" }
						examples:
						  - { name: a reading, in: [ "68 0007 01 0102 0B 16" ], device: "0007" }
						""");
		try (Wirepost wirepost = Wirepost.start("wirepost.protocol-files=" + file, "wirepost.listeners.meters.port=0",
				"wirepost.listeners.meters.protocol=meter")) {
			SimulateRun run = SimulateRun.of("--port", "" + wirepost.port("meters"), "--protocol", file.toString(),
					"--devices", "15", "--rate", "2", "--duration", "2s");
			assertThat(run.exit()).as(run.text()).isZero();
			assertThat(run.acknowledged()).isEqualTo(run.sent());
			assertThat(wirepost.api().get("/api/devices/0015").status()).isEqualTo(200);
		}
	}

	/** The server hangs up on all, and most of them have no trouble of their own. */
	@Test
	void aLostConnectionOfADeviceWithoutTroubleIsAFailureBesideOthersWithTrouble() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread hangingUp = new Thread(() -> {
				while (!server.isClosed()) {
					try {
						server.accept().close();
					}
					catch (IOException ex) {
						return;
					}
				}
			});
			hangingUp.setDaemon(true);
			hangingUp.start();
			SimulateRun run = SimulateRun.of("--port", "" + server.getLocalPort(), "--devices", "5", "--duration", "2s",
					"--quiet", "--trouble", "slow=20%");
			assertThat(run.exit()).as(run.text()).isEqualTo(1);
		}
	}

	@Test
	void dialsWithTlsAndTrustsOnlyWhatItIsGiven(@TempDir Path folder) throws Exception {
		Path keys = folder.resolve("keys.p12");
		Keytool.key(keys, "changeit", "a", "CN=wirepost", "-ext", "SAN=ip:127.0.0.1");
		Keytool.export(keys, "changeit", "a", folder.resolve("ca.pem"));
		try (Wirepost wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.tls.bundle=devices",
				"spring.ssl.bundle.jks.devices.keystore.location=file:" + folder.resolve("keys.p12"),
				"spring.ssl.bundle.jks.devices.keystore.type=PKCS12",
				"spring.ssl.bundle.jks.devices.keystore.password=changeit")) {
			List<String> args = List.of("--port", "" + wirepost.port("default"), "--devices", "5", "--rate", "5",
					"--duration", "3s", "--tls");
			SimulateRun trusting = SimulateRun
				.of(Stream.concat(args.stream(), Stream.of("--ca", folder.resolve("ca.pem").toString()))
					.toArray(String[]::new));
			assertThat(trusting.exit()).as(trusting.text()).isZero();
			assertThat(trusting.sent()).isGreaterThan(10);
			assertThat(wirepost.api().all("/api/messages")).hasSizeGreaterThan(10);
			SimulateRun strict = SimulateRun.of(args.toArray(String[]::new));
			assertThat(strict.exit()).as(strict.text()).isEqualTo(1);
			assertThat(strict.text()).contains("sent          0 frames").containsIgnoringCase("certification path");
		}
	}

}
