package io.wirepost.connection;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Keytool;
import io.wirepost.harness.Wirepost;
import io.wirepost.overload.MemoryBudget;
import io.wirepost.overload.MemoryBudgets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** TLS and the PROXY protocol before the first frame. */
class SecuredListenerTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	private static Path keys;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() throws Exception {
		Keytool.key(keys.resolve("server.p12"), PASSWORD, "server", "CN=wirepost", "-ext", "san=ip:127.0.0.1");
		Keytool.key(keys.resolve("meter.p12"), PASSWORD, "meter", "CN=meter-9,OU=Plant", "-ext",
				"san=dns:meter-9.plant.example,email:meter-7,uri:urn:meter:6,ip:192.0.2.5");
		trust("server", "devices-trust");
		trust("meter", "server-trust");
		wirepost = Wirepost.start("wirepost.listeners.tls.port=0", "wirepost.listeners.tls.tls.bundle=devices",
				"wirepost.listeners.tls.tls.client-certificate=optional", "wirepost.listeners.mutual.port=0",
				"wirepost.listeners.mutual.tls.bundle=devices", "wirepost.listeners.slow.port=0",
				"wirepost.listeners.slow.tls.bundle=devices", "wirepost.listeners.slow.limits.bytes-per-second=1KB",
				"wirepost.listeners.mutual.tls.client-certificate=required",
				"wirepost.listeners.mutual.identify.by=certificate", "wirepost.listeners.proxied.port=0",
				"wirepost.listeners.proxied.identify.by=address",
				"wirepost.listeners.proxied.proxy-protocol.from=127.0.0.1/32", "wirepost.listeners.elsewhere.port=0",
				"wirepost.listeners.elsewhere.proxy-protocol.from=10.0.0.0/8", "wirepost.listeners.spoken.port=0",
				"wirepost.listeners.spoken.tls.bundle=devices", "wirepost.listeners.spoken.protocol=gt06",
				"wirepost.listeners.both.port=0", "wirepost.listeners.both.tls.bundle=devices",
				"wirepost.listeners.both.tls.client-certificate=required",
				"wirepost.listeners.both.identify.by=first-frame",
				"wirepost.listeners.both.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.both.identify.certificate=match",
				"spring.ssl.bundle.jks.devices.keystore.location=file:" + keys.resolve("server.p12"),
				"spring.ssl.bundle.jks.devices.keystore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.devices.truststore.location=file:" + keys.resolve("server-trust.p12"),
				"spring.ssl.bundle.jks.devices.truststore.password=" + PASSWORD);
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static void trust(String whom, String store) throws Exception {
		Path certificate = keys.resolve(whom + ".crt");
		Keytool.export(keys.resolve(whom + ".p12"), PASSWORD, whom, certificate);
		Keytool.trust(keys.resolve(store + ".p12"), PASSWORD, whom, certificate);
	}

	private static Device dialWithTls(String listener, boolean certificate) throws Exception {
		return overTls(new Socket("127.0.0.1", wirepost.port(listener)), certificate);
	}

	private static Device overTls(Socket plain, boolean certificate) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store("devices-trust.p12"));
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		own.init(store("meter.p12"), PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(certificate ? own.getKeyManagers() : null, trust.getTrustManagers(), null);
		return new Device(context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true));
	}

	private static KeyStore store(String name) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keys.resolve(name))) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	@Test
	void aDeviceThatIsSlowedDownIsNotReadForTheRestOfARecord() throws Exception {
		byte[] lines = ("x".repeat(1023) + "\n").repeat(1024).getBytes(StandardCharsets.US_ASCII);
		AtomicInteger said = new AtomicInteger();
		CompletableFuture<Void> flood;
		// Closed below TLS, which would say goodbye first, and wait for its turn.
		try (Socket plain = new Socket("127.0.0.1", wirepost.port("slow"))) {
			Device device = overTls(plain, false);
			flood = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < 64; i++) {
						device.say(lines);
						said.incrementAndGet();
					}
				}
				catch (UncheckedIOException ex) {
					// The test is over.
				}
			});
			int before;
			do {
				before = said.get();
				TimeUnit.SECONDS.sleep(2);
			}
			while (said.get() > before);
			assertThat(said.get()).as("megabytes taken, by the kernel alone").isLessThan(32);
		}
		flood.get(1, TimeUnit.MINUTES);
	}

	@Test
	void whoLeavesMuchBehindBeforeTheHandshakeIsHungUpOnToo() {
		MemoryBudget ended = wirepost.bean(MemoryBudgets.class).endedStreams();
		byte[] hello = Arrays.copyOf(HexFormat.of().parseHex("1603014000"), 60_000);
		double before = refusedForOverload();
		ended.add(1_000_000_000);
		try (Device device = wirepost.dial("slow").say(hello).sayNoMore()) {
			await().until(() -> refusedForOverload() > before);
			assertThat(device.isHungUpOn()).isTrue();
		}
		ended.add(-1_000_000_000);
		await().until(() -> ended.fill() == 0);
	}

	private static double refusedForOverload() {
		return wirepost.bean(MeterRegistry.class)
			.get("wirepost.connections.refused")
			.tag("reason", "overload")
			.counter()
			.count();
	}

	@Test
	void isPlainAgainWhenItWasChangedFromTlsAtRunTime() {
		assertThat(api
			.putJson("/api/listeners/changing",
					"{\"port\":0,\"tls\":{\"bundle\":\"devices\",\"clientCertificate\":\"required\"}}")
			.status()).isEqualTo(201);
		assertThat(api.putJson("/api/listeners/changing", "{\"port\":0,\"acknowledge\":{\"text\":\"OK\"}}").status())
			.isEqualTo(200);
		try (Device device = wirepost.dial("changing")) {
			assertThat(device.say("in the clear\n").hear()).isEqualTo("OK");
		}
		api.delete("/api/listeners/changing");
	}

	@Test
	void linesGoBothWaysOverTls() throws Exception {
		try (Device device = dialWithTls("tls", false).say("secret\n")) {
			JsonNode connection = await()
				.until(() -> api.all("/api/connections?listener=tls"), (connections) -> connections.size() == 1)
				.get(0);
			assertThat(connection.get("tls").get("protocol").asString()).isEqualTo("TLSv1.3");
			assertThat(connection.get("tls").get("subject").isNull()).isTrue();
			String path = "/api/connections/" + connection.get("id").asString() + "/messages";
			assertThat(api.postJson(path, "{\"text\":\"heard\"}").status()).isEqualTo(200);
			assertThat(device.hear()).isEqualTo("heard");
			assertThat(api.all("/api/messages?listener=tls&direction=INBOUND")).singleElement()
				.satisfies((message) -> assertThat(message.get("text").asString()).isEqualTo("secret"));
		}
	}

	@Test
	void aProtocolIsSpokenOverTls() throws Exception {
		try (Device device = dialWithTls("spoken", false)) {
			device.say(HexFormat.of().parseHex("78780d01012345678901234500018cdd0d0a"));
			assertThat(HexFormat.of().formatHex(device.hear(10))).isEqualTo("787805010001d9dc0d0a");
			await().until(() -> !api.all("/api/devices/0123456789012345/messages?kind=login").isEmpty());
		}
	}

	@Test
	void theCertificateNamesTheDevice() throws Exception {
		try (Device device = dialWithTls("mutual", true).say("1\n")) {
			await().until(() -> api.get("/api/devices/meter-9").status() == 200);
			assertThat(api.all("/api/connections?device=meter-9")).singleElement()
				.satisfies((connection) -> assertThat(connection.get("tls").get("subject").asString())
					.contains("CN=meter-9"));
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void theDeviceThatAFrameNamesHasToBeThatOfTheCertificate() throws Exception {
		List<String> others = List.of("meter-8", "meter-7", "urn:meter:6", "192.0.2.5");
		for (String name : others) {
			try (Device device = dialWithTls("both", true).say("HELLO " + name + "\n1\n")) {
				assertThat(device.isHungUpOn()).as(name).isTrue();
			}
		}
		assertThat(wirepost.bean(MeterRegistry.class)
			.get("wirepost.connections.refused")
			.tag("reason", "certificate-mismatch")
			.counter()
			.count()).isEqualTo(others.size());
		assertThat(api.get("/api/devices/meter-8").status()).isEqualTo(404);
		for (String name : List.of("meter-9", "meter-9.plant.example")) {
			try (Device device = dialWithTls("both", true).say("HELLO " + name + "\n1\n")) {
				await().until(() -> api.all("/api/messages?listener=both&device=" + name).size() == 1);
				assertThat(device.socket().isConnected()).isTrue();
			}
		}
	}

	@Test
	void aDeviceWithoutTheCertificateThatIsRequiredIsRefused() throws Exception {
		try (Device device = dialWithTls("mutual", false)) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		try (Device device = wirepost.dial("mutual").say("plain text\n")) {
			assertThat(device.isHungUpOn() || device.isHungUpOn()).isTrue();
		}
		await().until(() -> api.get("/actuator/prometheus")
			.body()
			.matches("(?s).*wirepost_connections_refused_total\\{reason=\"tls\"\\} [1-9].*"));
		assertThat(api.all("/api/connections?listener=mutual")).isEmpty();
	}

	@Test
	void theProxyTellsTheDevicesAddress() {
		try (Device one = wirepost.dial("proxied").say("PROXY TCP4 203.0.113.7 198.51.100.1 41000 7070\r\nhello\n");
				Device two = wirepost.dial("proxied").say(versionTwo())) {
			await().until(() -> api.all("/api/devices/203.0.113.7/messages").size() == 1);
			await().until(() -> api.all("/api/devices/203.0.113.8/messages").size() == 1);
			assertThat(api.all("/api/devices/203.0.113.7/messages").get(0).get("remoteAddress").asString())
				.isEqualTo("203.0.113.7:41000");
			assertThat(one.socket().isConnected() && two.socket().isConnected()).isTrue();
		}
	}

	/**
	 * A header of version 2 and a line, as the specification of the PROXY protocol has
	 * it.
	 */
	private static byte[] versionTwo() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(HexFormat.of().parseHex("0D0A0D0A000D0A515549540A2111000CCB007108C6336401A0291B9E"));
		bytes.writeBytes("hello\n".getBytes(StandardCharsets.US_ASCII));
		return bytes.toByteArray();
	}

	@Test
	void aDeviceThatCameToItsProxyThroughAFileHasTheProxysAddress() {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.writeBytes(HexFormat.of().parseHex("0D0A0D0A000D0A515549540A213100D8"));
		header.writeBytes(Arrays.copyOf("device.example".getBytes(StandardCharsets.US_ASCII), 216));
		header.writeBytes("from a file\n".getBytes(StandardCharsets.US_ASCII));
		try (Device device = wirepost.dial("proxied").say(header.toByteArray())) {
			assertThat(await()
				.until(() -> api.all("/api/messages?listener=proxied&device=127.0.0.1"),
						(messages) -> !messages.isEmpty())
				.get(0)
				.get("remoteAddress")
				.asString()).isEqualTo("127.0.0.1:" + device.socket().getLocalPort());
		}
	}

	@Test
	void aConnectionWithoutTheHeaderOrFromElsewhereIsRefused() {
		try (Device device = wirepost.dial("proxied").say("hello, no header here at all\r\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		try (Device device = wirepost.dial("elsewhere").say("PROXY TCP4 203.0.113.7 198.51.100.1 41000 7070\r\nx\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(api.all("/api/messages?listener=elsewhere")).isEmpty();
	}

}
