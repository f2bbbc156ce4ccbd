package io.wirepost.forward.webhook;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Device;
import io.wirepost.harness.Keytool;
import io.wirepost.harness.Names;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which addresses webhooks connect to. */
class WebhookTargetTests {

	private static final String PASSWORD = "changeit";

	private final Names names = new Names().at("hook.example", "127.0.0.1");

	private static String lastError(Wirepost wirepost) {
		return wirepost.api().get("/api/webhooks").json().get("items").get(0).get("lastError").asString("");
	}

	@Test
	void aNameThatResolvesToASpecialAddressIsNotPostedTo() {
		try (Receiver receiver = Receiver.start(0);
				Wirepost wirepost = Wirepost.startWith(this.names, "wirepost.webhooks.a.allow-http=true",
						"wirepost.webhooks.a.url=http://hook.example:%d/a".formatted(receiver.port()));
				Device device = wirepost.dial("default").say("hello\n")) {
			await().untilAsserted(() -> assertThat(lastError(wirepost)).contains("127.0.0.1 is a loopback address",
					"wirepost.webhooks.a.allowed"));
			assertThat(receiver.posts("/a")).isEmpty();
			assertThat(wirepost.bean(MeterRegistry.class)
				.get("wirepost.connections.refused")
				.tag("reason", "webhook-not-allowed")
				.counter()
				.count()).isPositive();
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aSpecialAddressIsPostedToWhereItIsAllowedAndOneLookupIsMadeForAConnection() {
		try (Receiver receiver = Receiver.start(0);
				Wirepost wirepost = Wirepost.startWith(this.names, "wirepost.webhooks.a.allow-http=true",
						"wirepost.webhooks.a.allowed=127.0.0.0/8:*", "wirepost.webhooks.a.batch-size=1",
						"wirepost.webhooks.a.url=http://hook.example:%d/a".formatted(receiver.port()));
				Device device = wirepost.dial("default").say("one\ntwo\nthree\n")) {
			await().until(() -> receiver.taken("/a").size() == 3);
			assertThat(receiver.posts("/a").get(0).headers().getFirst("Host"))
				.isEqualTo("hook.example:" + receiver.port());
			assertThat(this.names.asked("hook.example")).isEqualTo(1);
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aNameThatChangesIsCheckedAgainForTheNextConnection() {
		try (Receiver receiver = Receiver.start(0).on("/a", (number, headers) -> {
			headers.set("Connection", "close");
			return 200;
		});
				Wirepost wirepost = Wirepost.startWith(this.names, "wirepost.webhooks.a.allow-http=true",
						"wirepost.webhooks.a.allowed=127.0.0.1/32:*",
						"wirepost.webhooks.a.url=http://hook.example:%d/a".formatted(receiver.port()));
				Device device = wirepost.dial("default").say("one\n")) {
			await().until(() -> receiver.taken("/a").size() == 1);
			this.names.at("hook.example", "169.254.169.254", "::1");
			device.say("two\n");
			await().untilAsserted(() -> assertThat(lastError(wirepost)).contains("169.254.169.254 is"));
			this.names.at("hook.example", "169.254.169.254", "127.0.0.1");
			await().until(() -> receiver.taken("/a").size() == 2);
		}
	}

	@Test
	void overTlsTheCertificateHasToBeThatOfTheName(@TempDir Path keys) throws Exception {
		SSLContext before = SSLContext.getDefault();
		SSLContext context = context(keys);
		List<String> asked = new CopyOnWriteArrayList<>();
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", (exchange) -> {
			ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
			asked.addAll(session.getRequestedServerNames().stream().map(SNIServerName::toString).toList());
			exchange.getRequestBody().readAllBytes();
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		SSLContext.setDefault(context);
		this.names.at("other.example", "127.0.0.1");
		int port = server.getAddress().getPort();
		try (Wirepost wirepost = Wirepost.startWith(this.names, "wirepost.webhooks.a.allowed=127.0.0.0/8:*",
				"wirepost.webhooks.a.url=https://hook.example:%d/a".formatted(port),
				"wirepost.webhooks.b.allowed=127.0.0.0/8:*",
				"wirepost.webhooks.b.url=https://other.example:%d/b".formatted(port));
				Device device = wirepost.dial("default").say("hello\n")) {
			await().until(() -> !asked.isEmpty());
			assertThat(asked.get(0)).contains("hook.example");
			await().untilAsserted(() -> assertThat(
					wirepost.api().get("/api/webhooks").json().get("items").get(1).get("lastError").asString(""))
				.contains("other.example"));
			assertThat(asked.toString()).doesNotContain("other.example");
			assertThat(device.socket().isConnected()).isTrue();
		}
		finally {
			SSLContext.setDefault(before);
			server.stop(0);
		}
	}

	private static SSLContext context(Path keys) throws Exception {
		Path file = keys.resolve("hook.p12");
		Keytool.key(file, PASSWORD, "hook", "CN=hook", "-ext", "san=dns:hook.example");
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		own.init(store, PASSWORD.toCharArray());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("hook", store.getCertificate("hook"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

}
