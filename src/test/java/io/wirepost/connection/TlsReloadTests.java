package io.wirepost.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Keytool;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Certificates that change while devices are connected, and handshakes that hang. */
class TlsReloadTests {

	private static final String PASSWORD = "changeit";

	private static final int DEVICES = 100;

	@TempDir
	private static Path keys;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() throws Exception {
		for (String name : List.of("old", "new")) {
			Path store = keys.resolve(name + ".p12");
			Path certificate = keys.resolve(name + ".crt");
			Keytool.key(store, PASSWORD, "one", "CN=" + name, "-ext", "san=ip:127.0.0.1");
			Keytool.export(store, PASSWORD, "one", certificate);
			Keytool.trust(keys.resolve(name + "-trust.p12"), PASSWORD, "one", certificate);
		}
		replace("old.p12", "live.p12");
		replace("old-trust.p12", "live-trust.p12");
		wirepost = Wirepost.start("spring.ssl.bundle.watch.file.quiet-period=100ms",
				"spring.ssl.bundle.jks.devices.reload-on-update=true",
				"spring.ssl.bundle.jks.devices.keystore.location=file:" + keys.resolve("live.p12"),
				"spring.ssl.bundle.jks.devices.keystore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.plc.reload-on-update=true",
				"spring.ssl.bundle.jks.plc.truststore.location=file:" + keys.resolve("live-trust.p12"),
				"spring.ssl.bundle.jks.plc.truststore.password=" + PASSWORD, "wirepost.listeners.tls.port=0",
				"wirepost.listeners.tls.tls.bundle=devices", "wirepost.listeners.tls.acknowledge.text=OK",
				"wirepost.listeners.short.port=0", "wirepost.listeners.short.tls.bundle=devices",
				"wirepost.listeners.short.acknowledge.text=OK", "wirepost.listeners.short.timeouts.first-frame=3s",
				"wirepost.endpoints.allowed=127.0.0.1/32:*");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	/** In one step, as tools that renew certificates do it. */
	private static void replace(String from, String to) throws IOException {
		Path copy = keys.resolve(from + ".copy");
		Files.copy(keys.resolve(from), copy, StandardCopyOption.REPLACE_EXISTING);
		Files.move(copy, keys.resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static SSLSocket dial(String listener) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new Trusting() }, null);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", wirepost.port(listener));
		socket.setSoTimeout(60_000);
		return socket;
	}

	private static String certificate(SSLSocket socket) throws Exception {
		return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
	}

	@Test
	void liveConnectionsStayWhileCertificatesAreReplacedAndNewOnesGetTheNewOne() throws Exception {
		List<Device> devices = new ArrayList<>();
		for (int i = 0; i < DEVICES; i++) {
			SSLSocket socket = dial("tls");
			assertThat(certificate(socket)).isEqualTo("CN=old");
			devices.add(new Device(socket));
		}
		for (Device device : devices) {
			assertThat(device.say("before\n").hear()).isEqualTo("OK");
		}
		replace("new.p12", "live.p12");
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			try (SSLSocket socket = dial("tls")) {
				return certificate(socket).equals("CN=new");
			}
		});
		for (Device device : devices) {
			assertThat(device.say("after\n").hear()).isEqualTo("OK");
			device.close();
		}
		assertThat(api.all("/api/messages?listener=tls&direction=INBOUND")).hasSize(2 * DEVICES);
	}

	@Test
	void anEndpointTrustsByTheNewFilesAtTheNextDial() throws Exception {
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keys.resolve("new.p12"))) {
			store.load(in, PASSWORD.toCharArray());
		}
		own.init(store, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(own.getKeyManagers(), null, null);
		try (SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			CompletableFuture.runAsync(() -> echo(server));
			assertThat(api
				.putJson("/api/devices/plc",
						"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,\"tls\":\"plc\"}}"
							.formatted(server.getLocalPort()))
				.status()).isEqualTo(201);
			Api.Answer distrusted = api.postJson("/api/devices/plc/messages", "{\"text\":\"x\"}");
			assertThat(distrusted.status()).isEqualTo(409);
			assertThat(distrusted.json().get("reason").asString()).isEqualTo("tls-failed");
			replace("new-trust.p12", "live-trust.p12");
			await().atMost(Duration.ofMinutes(1))
				.until(() -> api.postJson("/api/devices/plc/messages", "{\"text\":\"x\",\"awaitReply\":\"20s\"}")
					.status() == 200);
		}
	}

	private static void echo(SSLServerSocket server) {
		while (!server.isClosed()) {
			try (Socket socket = server.accept()) {
				socket.getInputStream().transferTo(socket.getOutputStream());
			}
			catch (IOException ex) {
				// A handshake that failed, or the end of the test.
			}
		}
	}

	@Test
	void halfHandshakesEndAtTheDeadlineWhileOthersGoOn() throws Exception {
		List<Device> hanging = new ArrayList<>();
		for (int i = 0; i < DEVICES; i++) {
			Device device = wirepost.dial("short");
			hanging.add((i % 2 == 0) ? device : device.say(HexFormat.of().parseHex("1603010200010001fc0303")));
		}
		await().until(() -> connections() == DEVICES);
		try (Device device = new Device(dial("short"))) {
			assertThat(device.say("meanwhile\n").hear()).isEqualTo("OK");
			for (Device one : hanging) {
				assertThat(one.isHungUpOn()).isTrue();
				one.close();
			}
			await().until(() -> connections() == 1);
			assertThat(device.say("afterwards\n").hear()).isEqualTo("OK");
		}
	}

	private static int connections() {
		return api.get("/api/listeners/short").json().get("connections").asInt();
	}

	@Test
	void suitesWithoutAuthenticatedEncryptionAreNotOffered() throws Exception {
		try (SSLSocket socket = dial("tls")) {
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
			socket.setEnabledCipherSuites(
					new String[] { "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" });
			assertThatExceptionOfType(SSLException.class).isThrownBy(socket::startHandshake);
		}
		try (SSLSocket socket = dial("tls")) {
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
			socket.startHandshake();
			assertThat(socket.getSession().getCipherSuite()).contains("ECDHE", "GCM");
		}
	}

	/** Looks at certificates only afterwards. */
	private static final class Trusting implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
