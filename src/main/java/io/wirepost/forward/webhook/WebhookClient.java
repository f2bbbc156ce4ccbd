package io.wirepost.forward.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import javax.net.ssl.SSLContext;

import io.wirepost.network.AllowedTargets;
import io.wirepost.network.DialGuard;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts to the address of one webhook. Its host is looked up for each connection, and
 * connected to at an address that {@link DialGuard} permits; the name stays that of the
 * TLS handshake and of the certificate. Redirects, proxies and cookies are not followed.
 * Safe for all threads.
 */
final class WebhookClient {

	private final CloseableHttpClient client;

	/** An answer is awaited for a limited time, which a blocking read cannot do. */
	private final ExecutorService threads;

	WebhookClient(String name, WebhookSettings settings, DialGuard guard, ExecutorService threads) {
		this.threads = threads;
		AllowedTargets allowed = AllowedTargets.of("wirepost.webhooks.%s.allowed".formatted(name), settings.allowed());
		Timeout timeout = timeout(settings.timeout());
		this.client = HttpClients.custom()
			.setConnectionManager(connections(new CheckedNames(settings.uri(), guard, allowed), timeout))
			.setDefaultRequestConfig(RequestConfig.custom()
				.setResponseTimeout(timeout)
				.setConnectionRequestTimeout(timeout)
				.setProtocolUpgradeEnabled(false)
				.build())
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.setUserAgent("Wirepost")
			.build();
	}

	private static Timeout timeout(Duration duration) {
		return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
	}

	private static HttpClientConnectionManager connections(DnsResolver names, Timeout timeout) {
		return PoolingHttpClientConnectionManagerBuilder.create()
			.setDnsResolver(names)
			.setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
				.setSslContext(context())
				.setTlsVersions(TLS.V_1_3, TLS.V_1_2)
				.buildClassic())
			.setDefaultConnectionConfig(ConnectionConfig.custom()
				.setConnectTimeout(timeout)
				.setSocketTimeout(timeout)
				// The receiver may have closed it since; a post on it would be a failure.
				.setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
				.build())
			.build();
	}

	/** The JDK's own, with the system properties that set its certificates. */
	private static SSLContext context() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has TLS", ex);
		}
	}

	/** Closes its connections. */
	void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

	/** Begins a post. */
	Exchange send(HttpPost post) {
		Exchange exchange = new Exchange(post, new CompletableFuture<>(), new CompletableFuture<>(), new Excerpt());
		this.threads.execute(() -> {
			try {
				this.client.execute(post, (answer) -> {
					exchange.read(answer);
					return null;
				});
				exchange.end.complete(null);
			}
			catch (IOException | RuntimeException ex) {
				exchange.head.completeExceptionally(ex);
				exchange.end.completeExceptionally(ex);
			}
		});
		return exchange;
	}

	/**
	 * A post and what comes back.
	 *
	 * @param head completes with the status and headers
	 * @param end completes with the end of the body
	 * @param body what was read of it
	 */
	record Exchange(HttpPost post, CompletableFuture<Head> head, CompletableFuture<Void> end, Excerpt body) {

		private void read(ClassicHttpResponse answer) throws IOException {
			Header after = answer.getFirstHeader("Retry-After");
			this.head.complete(new Head(answer.getCode(), (after != null) ? after.getValue() : ""));
			if (answer.getEntity() != null) {
				try (InputStream in = answer.getEntity().getContent()) {
					this.body.read(in);
				}
			}
		}

		/** Closes its connection, unless it has ended. */
		void cancel() {
			if (!this.end.isDone()) {
				this.post.cancel();
			}
		}

	}

	/**
	 * Status and header of a response.
	 *
	 * @param retryAfter the header; empty for none
	 */
	record Head(int status, String retryAfter) {

		/** Whether the same request would be answered with the same later. */
		boolean isRefusal() {
			return this.status >= 400 && this.status < 500 && this.status != 408 && this.status != 425
					&& this.status != 429;
		}

	}

	/** Gives the client the addresses that were checked. */
	private record CheckedNames(URI uri, DialGuard guard, AllowedTargets allowed) implements DnsResolver {

		@Override
		public InetAddress[] resolve(String host) throws UnknownHostException {
			List<InetAddress> permitted = this.guard.resolve(host, port(), true, this.allowed);
			return permitted.toArray(InetAddress[]::new);
		}

		private int port() {
			int standard = "https".equalsIgnoreCase(this.uri.getScheme()) ? 443 : 80;
			return (this.uri.getPort() > 0) ? this.uri.getPort() : standard;
		}

		@Override
		public String resolveCanonicalHostname(String host) {
			return host;
		}

	}

}
