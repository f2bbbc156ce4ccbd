package io.wirepost.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wirepost.harness.Api;
import io.wirepost.harness.Keytool;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Issuers that are away, slow, wrong, or that others want to see hammered. */
class IssuerTests {

	@TempDir
	Path folder;

	private Issuer issuer;

	@BeforeEach
	void start() {
		this.issuer = Issuer.start();
	}

	@AfterEach
	void stop() {
		this.issuer.close();
	}

	private static Wirepost wirepost(String... settings) {
		String[] all = new String[settings.length + 2];
		all[0] = "wirepost.security.tokens.boss.sha256=" + Tokens.sha256("a");
		all[1] = "wirepost.security.tokens.boss.scopes=admin";
		System.arraycopy(settings, 0, all, 2, settings.length);
		return Wirepost.start(all);
	}

	private Wirepost byIssuer() {
		return wirepost("wirepost.security.jwt.issuer=" + this.issuer.uri());
	}

	private String jwt() {
		return this.issuer.jwt(Map.of("scope", "read"));
	}

	@Test
	void anIssuerThatIsAwayAtTheStartStopsNeitherTheStartNorTokens() {
		this.issuer.away();
		try (Wirepost wirepost = byIssuer()) {
			Api api = wirepost.api();
			Api.Answer away = api.withToken(jwt()).get("/api/devices");
			assertThat(away.status()).isEqualTo(503);
			assertThat(away.problem()).isEqualTo("issuer-unavailable");
			assertThat(away.header("Retry-After")).hasValue("10");
			assertThat(api.withToken("a").get("/api/devices").status()).isEqualTo(200);
			assertThat(api.get("/readyz").status()).isEqualTo(200);
			Api.Answer health = api.withToken("a").get("/actuator/health");
			assertThat(health.status()).isEqualTo(200);
			assertThat(health.json().at("/components/issuer/status").asString()).isEqualTo("UNKNOWN");
			assertThat(health.json().at("/components/issuer/details/issuer").asString()).isEqualTo(this.issuer.uri());
			assertThat(health.json().at("/components/issuer/details/problem").asString()).contains("cannot be reached")
				.doesNotContain("Exception");
			this.issuer.again();
			await().until(() -> api.withToken(jwt()).get("/api/devices").status() == 200);
			assertThat(api.withToken("a").get("/actuator/health").json().at("/components/issuer/status").asString())
				.isEqualTo("UP");
		}
	}

	@Test
	void knownKeysAreUsedWhileTheIssuerIsAway() {
		try (Wirepost wirepost = byIssuer()) {
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
			this.issuer.away();
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
			this.issuer.rotate();
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(503);
		}
	}

	@Test
	void inventedKeysDoNotMakeWirepostHammerTheIssuer() throws Exception {
		try (Wirepost wirepost = byIssuer()) {
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
			for (int i = 0; i < 50; i++) {
				SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("invented-" + i).build(),
						this.issuer.claims().build());
				jwt.sign(new RSASSASigner(this.issuer.key()));
				assertThat(wirepost.api().withToken(jwt.serialize()).get("/api/devices").status()).isIn(401, 429);
			}
			// More only if these take longer than ten seconds each.
			assertThat(this.issuer.fetches()).isBetween(2, 2 * IssuerKeys.FETCHES);
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
		}
	}

	@Test
	void metadataMayBeWhereRfc8414SaysAndHaveToBeOfTheIssuer() {
		this.issuer.metadataAt("/.well-known/oauth-authorization-server");
		try (Wirepost wirepost = byIssuer()) {
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
		}
		try (Wirepost wirepost = wirepost("wirepost.security.jwt.issuer=" + this.issuer.uri() + "/")) {
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(503);
			assertThat(wirepost.api().withToken("a").get("/actuator/health").body())
				.contains("is about another issuer");
		}
	}

	@Test
	void whatTheIssuerNamesMayNotBeAnAddressThatHasToBeNamed() {
		try (Wirepost wirepost = byIssuer()) {
			for (String elsewhere : List.of(this.issuer.keysUri().replace("127.0.0.1", "localhost"),
					"https://169.254.169.254/keys", "https://[::1]/keys")) {
				this.issuer.misbehave((exchange) -> Issuer.answer(exchange, 200,
						"{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"keys\":[]}".formatted(this.issuer.uri(), elsewhere)));
				assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(503);
				assertThat(wirepost.api().withToken("a").get("/actuator/health").body())
					.contains("if " + elsewhere + " is meant, set it as jwk-set-uri");
			}
		}
	}

	@Test
	void placesOfMetadataFollowTheStandards() {
		assertThat(KeyLocation.places("https://a.example/realms/x")).extracting(Object::toString)
			.containsExactly("https://a.example/realms/x/.well-known/openid-configuration",
					"https://a.example/.well-known/oauth-authorization-server/realms/x");
		assertThat(KeyLocation.places("https://a.example/")).extracting(Object::toString)
			.containsExactly("https://a.example/.well-known/openid-configuration",
					"https://a.example/.well-known/oauth-authorization-server");
	}

	@Test
	void aTokenFileIsSentForTheKeys() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), "abc.def\n");
		try (Wirepost wirepost = wirepost("wirepost.security.jwt.jwk-set-uri=" + this.issuer.keysUri(),
				"wirepost.security.jwt.token-file=" + file)) {
			assertThat(wirepost.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
			assertThat(this.issuer.authorizations()).containsExactly("Bearer abc.def");
		}
	}

	@Test
	void anIssuerThatNeverStopsOrSaysTooMuchIsGivenUp() {
		try (Wirepost wirepost = byIssuer()) {
			Api api = wirepost.api().withToken(jwt());
			this.issuer
				.misbehave((exchange) -> Issuer.answer(exchange, 200, "{\"x\":\"" + "x".repeat(600_000) + "\"}"));
			assertThat(api.get("/api/devices").status()).isEqualTo(503);
			this.issuer.misbehave((exchange) -> Issuer.answer(exchange, 200, "[1,2"));
			assertThat(api.get("/api/devices").status()).isEqualTo(503);
			this.issuer.misbehave((exchange) -> Issuer.answer(exchange, 302, ""));
			assertThat(api.get("/api/devices").status()).isEqualTo(503);
			this.issuer.misbehave(IssuerTests::drip);
			long begun = System.nanoTime();
			assertThat(IntStream.range(0, 20)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> api.get("/api/devices").status()))
				.toList()).allSatisfy((status) -> assertThat(status.join()).isEqualTo(503));
			assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(60);
			this.issuer.misbehave(null);
			await().until(() -> api.get("/api/devices").status() == 200);
		}
	}

	private static void drip(HttpExchange exchange) {
		try (exchange) {
			exchange.sendResponseHeaders(200, 0);
			while (!Thread.currentThread().isInterrupted()) {
				exchange.getResponseBody().write(' ');
				exchange.getResponseBody().flush();
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** As the API server of a Kubernetes cluster has its keys. */
	@Test
	void keysBehindAPrivateAuthorityAreReadWithItsCertificate(@TempDir Path folder) throws Exception {
		Path store = folder.resolve("server.p12");
		Path authority = folder.resolve("ca.pem");
		Keytool.key(store, "changeit", "a", "CN=keys", "-ext", "san=dns:localhost");
		Keytool.export(store, "changeit", "a", authority);
		HttpsServer server = keysOverTls(store);
		String location = "wirepost.security.jwt.jwk-set-uri=https://localhost:" + server.getAddress().getPort()
				+ "/keys";
		try (Wirepost blind = wirepost(location);
				Wirepost trusting = wirepost(location, "wirepost.security.jwt.bundle=cluster",
						"spring.ssl.bundle.pem.cluster.truststore.certificate=file:" + authority)) {
			assertThat(blind.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(503);
			assertThat(trusting.api().withToken(jwt()).get("/api/devices").status()).isEqualTo(200);
		}
		finally {
			server.stop(0);
		}
	}

	private HttpsServer keysOverTls(Path store) throws Exception {
		KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, "changeit".toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/keys", (exchange) -> {
			byte[] body;
			try (InputStream plain = URI.create(this.issuer.uri() + "/keys").toURL().openStream()) {
				body = plain.readAllBytes();
			}
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		return server;
	}

}
