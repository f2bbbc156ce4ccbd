package io.wirepost.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.wirepost.harness.Keytool;
import io.wirepost.harness.Wirepost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The API over TLS, with certificates in PEM files that change meanwhile. */
class HttpsTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	static Path folder;

	private static Wirepost wirepost;

	@BeforeAll
	static void start() throws Exception {
		make("one");
		make("two");
		use("one");
		wirepost = Wirepost.start("server.ssl.bundle=web", "spring.ssl.bundle.pem.web.reload-on-update=true",
				"spring.ssl.bundle.watch.file.quiet-period=500ms",
				"spring.ssl.bundle.pem.web.keystore.certificate=file:" + folder.resolve("tls.crt"),
				"spring.ssl.bundle.pem.web.keystore.private-key=file:" + folder.resolve("tls.key"),
				"wirepost.security.tokens.boss.sha256=" + Tokens.sha256("a"),
				"wirepost.security.tokens.boss.scopes=admin", "wirepost.listeners.tls.port=0",
				"wirepost.listeners.tls.tls.bundle=web", "wirepost.listeners.tls.bind=127.0.0.1");
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static void make(String name) throws Exception {
		Path store = folder.resolve(name + ".p12");
		Keytool.key(store, PASSWORD, "web", "CN=" + name);
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		Files.writeString(folder.resolve(name + ".crt"), pem("CERTIFICATE", keys.getCertificate("web").getEncoded()));
		Files.writeString(folder.resolve(name + ".key"),
				pem("PRIVATE KEY", keys.getKey("web", PASSWORD.toCharArray()).getEncoded()));
	}

	private static String pem(String what, byte[] bytes) {
		return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what,
				Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes), what);
	}

	private static void use(String name) throws IOException {
		Files.writeString(folder.resolve("tls.crt"), Files.readString(folder.resolve(name + ".crt")));
		Files.writeString(folder.resolve("tls.key"), Files.readString(folder.resolve(name + ".key")));
	}

	private static SSLSocket dial(String... suites) throws Exception {
		return dial(wirepost.api().port(), suites);
	}

	private static SSLSocket dial(int port, String... suites) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new Anyone() }, new SecureRandom());
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
		socket.setSoTimeout(60_000);
		if (suites.length > 0) {
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
			socket.setEnabledCipherSuites(suites);
		}
		return socket;
	}

	private static String subject() throws Exception {
		return subject(wirepost.api().port());
	}

	private static String subject(int port) throws Exception {
		try (SSLSocket socket = dial(port)) {
			socket.startHandshake();
			return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
		}
	}

	/** The status line of a request on an open connection. */
	private static String get(SSLSocket socket, BufferedReader in) throws IOException {
		socket.getOutputStream()
			.write("GET /api/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		String status = in.readLine();
		int length = 0;
		boolean chunked = false;
		for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
			length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
			chunked |= line.equals("Transfer-Encoding: chunked");
		}
		assertThat(chunked || length > 0).isTrue();
		if (chunked) {
			for (String size = in.readLine(); !size.equals("0"); size = in.readLine()) {
				in.readLine();
			}
			in.readLine();
		}
		else {
			assertThat(in.skip(length)).isEqualTo(length);
		}
		return status;
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void filesThatCannotBeUsedAreALineOfTheLogAndTheOldOnesStayInUse(CapturedOutput output) throws Exception {
		use("one");
		await().until(() -> subject().equals("CN=one") && listenersSubject().equals("CN=one"));
		Files.writeString(folder.resolve("tls.crt"), Files.readString(folder.resolve("two.crt")));
		await().until(() -> output.getOut()
			.contains("The files of the SSL bundle web have changed, but cannot be used, so the old ones stay in use: "
					+ "the private key is not that of the certificate of 'CN=two'"));
		assertThat(subject()).isEqualTo("CN=one");
		assertThat(listenersSubject()).isEqualTo("CN=one");
		Files.writeString(folder.resolve("tls.crt"), "nothing of use");
		await().until(() -> output.getOut().split("stay in use", -1).length == 3);
		assertThat(subject()).isEqualTo("CN=one");
		assertThat(listenersSubject()).isEqualTo("CN=one");
		use("two");
		await().until(() -> subject().equals("CN=two") && listenersSubject().equals("CN=two"));
		assertThat(output.getOut()).doesNotContain("\tat ", "Exception");
	}

	@Test
	void aKeyOfAnotherCertificateIsAFaultAtTheStart() {
		assertThatThrownBy(() -> Wirepost
			.start("server.ssl.bundle=mixed",
					"spring.ssl.bundle.pem.mixed.keystore.certificate=file:" + folder.resolve("one.crt"),
					"spring.ssl.bundle.pem.mixed.keystore.private-key=file:" + folder.resolve("two.key"))
			.close())
			.hasStackTraceContaining("server.ssl.bundle: the SSL bundle 'mixed' cannot be used: the private key is not "
					+ "that of the certificate of 'CN=one'");
	}

	private static String listenersSubject() throws Exception {
		return subject(wirepost.port("tls"));
	}

	@Test
	void newHandshakesGetANewCertificateAndOpenConnectionsLiveOn() throws Exception {
		use("one");
		await().until(() -> subject().equals("CN=one"));
		try (SSLSocket open = dial();
				BufferedReader in = new BufferedReader(
						new InputStreamReader(open.getInputStream(), StandardCharsets.US_ASCII))) {
			assertThat(get(open, in)).startsWith("HTTP/1.1 200");
			use("two");
			await().until(() -> subject().equals("CN=two"));
			assertThat(get(open, in)).startsWith("HTTP/1.1 200");
			assertThat(
					((X509Certificate) open.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName())
				.isEqualTo("CN=one");
			assertOnlyModern();
		}
	}

	@Test
	void onlyModernTlsIsSpoken() throws Exception {
		assertOnlyModern();
		try (SSLSocket good = dial("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")) {
			good.startHandshake();
			assertThat(good.getSession().getProtocol()).isEqualTo("TLSv1.2");
		}
		try (SSLSocket weak = dial("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
			assertThatThrownBy(weak::startHandshake).isInstanceOf(SSLException.class);
		}
		try (SSLSocket newest = dial()) {
			newest.startHandshake();
			assertThat(newest.getSession().getProtocol()).isEqualTo("TLSv1.3");
		}
	}

	private static void assertOnlyModern() {
		TomcatWebServer server = (TomcatWebServer) ((WebServerApplicationContext) wirepost.context()).getWebServer();
		AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) server.getTomcat()
			.getConnector()
			.getProtocolHandler();
		assertThat(protocol.findSslHostConfigs()).hasSize(1).allSatisfy((host) -> {
			assertThat(host.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
			assertThat(Arrays.asList(host.getEnabledCiphers()))
				.allMatch((suite) -> suite.contains("GCM") || suite.contains("CHACHA20"));
		});
	}

	/** Trusts any certificate: which one is served is what the test checks. */
	private static final class Anyone implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
			// Not called.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
			// Anyone.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
