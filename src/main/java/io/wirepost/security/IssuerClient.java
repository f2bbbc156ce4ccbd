package io.wirepost.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Reads small documents of an issuer, with a bound on their size and on the time of the
 * whole. Follows no redirects. Safe for all threads; blocks.
 */
final class IssuerClient {

	static final Duration LONGEST = Duration.ofSeconds(5);

	/** In bytes; a set of keys has some thousands. */
	static final int LARGEST = 512 * 1024;

	private final @Nullable String bundle;

	private final SslBundles bundles;

	/**
	 * @param bundle the SSL bundle with which the issuer is trusted; null for the
	 * platform's certificates
	 */
	IssuerClient(@Nullable String bundle, SslBundles bundles) {
		this.bundle = bundle;
		this.bundles = bundles;
	}

	/**
	 * Reads a document.
	 * @param tokenFile a file with a bearer token to send; null for none
	 * @throws IOException with a sentence, if it cannot be read
	 */
	String get(URI uri, @Nullable String tokenFile) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(LONGEST);
		if (tokenFile != null) {
			request.header("Authorization", "Bearer " + token(tokenFile));
		}
		HttpResponse<byte[]> response = await(client().sendAsync(request.build(), (head) -> new BoundedBody(LARGEST)),
				uri);
		if (response.statusCode() != 200) {
			throw new IOException("%s answered with the status %d".formatted(uri, response.statusCode()));
		}
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	/**
	 * Made for each document, as they are rare, and the bundle may have been reloaded.
	 */
	private HttpClient client() {
		HttpClient.Builder client = HttpClient.newBuilder()
			.connectTimeout(LONGEST)
			.followRedirects(HttpClient.Redirect.NEVER);
		if (this.bundle != null) {
			client.sslContext(this.bundles.getBundle(this.bundle).createSslContext());
		}
		return client.build();
	}

	private static String token(String file) throws IOException {
		String token = Files.readString(Path.of(file), StandardCharsets.US_ASCII).strip();
		if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
			throw new IOException("The file %s has no bearer token".formatted(file));
		}
		return token;
	}

	private static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> response, URI uri)
			throws IOException {
		try {
			return response.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new IOException("%s did not answer within %d s".formatted(uri, LONGEST.toSeconds()));
		}
		catch (ExecutionException ex) {
			String why = (ex.getCause() != null) ? ex.getCause().getMessage() : null;
			throw new IOException("%s cannot be reached%s".formatted(uri, (why != null) ? ": " + why : ""), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("%s was not waited for".formatted(uri));
		}
		finally {
			response.cancel(true);
		}
	}

}
