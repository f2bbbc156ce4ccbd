package io.wirepost.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An issuer of JWTs with real keys, and a real server for them on this machine. */
final class Issuer implements AutoCloseable {

	/** Pairs that no issuer uses now: an RSA pair costs more than most tests. */
	private static final Queue<RSAKey> SPARE = new ConcurrentLinkedQueue<>();

	private final List<JWK> keys = new CopyOnWriteArrayList<>();

	/** The pairs that it has used. */
	private final List<RSAKey> pairs = new ArrayList<>();

	private final AtomicInteger fetches = new AtomicInteger();

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final int port;

	private HttpServer server;

	private volatile String metadataPath = "/.well-known/openid-configuration";

	private volatile Consumer<HttpExchange> instead;

	private RSAKey key;

	private Issuer(int port) {
		this.port = port;
	}

	static Issuer start() {
		Issuer issuer = new Issuer(0).again();
		Issuer fixed = new Issuer(issuer.server.getAddress().getPort());
		issuer.close();
		fixed.rotate();
		return fixed.again();
	}

	/** Listens, maybe again. */
	Issuer again() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		if (this.instead != null) {
			this.instead.accept(exchange);
			return;
		}
		String path = exchange.getRequestURI().getPath();
		if (path.equals("/keys")) {
			this.fetches.incrementAndGet();
			this.authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
			answer(exchange, 200, new JWKSet(new ArrayList<>(this.keys)).toString());
		}
		else if (path.equals(this.metadataPath)) {
			answer(exchange, 200, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(uri(), keysUri()));
		}
		else {
			answer(exchange, 404, "{}");
		}
	}

	static void answer(HttpExchange exchange, int status, String body) {
		try (exchange) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Its metadata are at another path. */
	void metadataAt(String path) {
		this.metadataPath = path;
	}

	/** It answers otherwise; null for as usual. */
	void misbehave(Consumer<HttpExchange> instead) {
		this.instead = instead;
	}

	/** Does not listen any more. */
	void away() {
		this.server.stop(0);
	}

	/** A new key, which no other issuer has now; the others stay. */
	void rotate() {
		try {
			RSAKey spare = SPARE.poll();
			RSAKey pair = (spare != null) ? spare : new RSAKeyGenerator(2048).generate();
			this.pairs.add(pair);
			this.key = new RSAKey.Builder(pair).keyID(UUID.randomUUID().toString()).build();
			this.keys.add(this.key.toPublicJWK());
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A key that it shows no more. */
	void remove(JWK other) {
		this.keys.removeIf((one) -> one.getKeyID().equals(other.getKeyID()));
	}

	/** One more key that it shows. */
	void add(JWK other) {
		this.keys.add(other.toPublicJWK());
	}

	RSAKey key() {
		return this.key;
	}

	String uri() {
		return "http://127.0.0.1:" + this.port;
	}

	String keysUri() {
		return uri() + "/keys";
	}

	/** How often its keys were fetched. */
	int fetches() {
		return this.fetches.get();
	}

	List<String> authorizations() {
		return this.authorizations;
	}

	/** The claims of a JWT that is good for five minutes. */
	JWTClaimsSet.Builder claims() {
		return new JWTClaimsSet.Builder().issuer(uri())
			.subject("alice")
			.audience("wirepost")
			.expirationTime(Date.from(Instant.now().plusSeconds(300)));
	}

	/** A good JWT, with some claims more, or others. */
	String jwt(Map<String, Object> claims) {
		JWTClaimsSet.Builder all = claims();
		claims.forEach(all::claim);
		return signed(all.build());
	}

	String signed(JWTClaimsSet claims) {
		try {
			SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(this.key.getKeyID()).build(),
					claims);
			jwt.sign(new RSASSASigner(this.key));
			return jwt.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
		SPARE.addAll(this.pairs);
	}

}
