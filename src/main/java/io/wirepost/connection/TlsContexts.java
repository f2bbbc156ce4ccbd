package io.wirepost.connection;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * TLS by Boot's SSL bundles. A bundle that is loaded anew counts for the connections
 * opened after it. Safe for all threads.
 */
@Component
class TlsContexts {

	private final SslBundles bundles;

	private final Map<String, SslContext> contexts = new ConcurrentHashMap<>();

	TlsContexts(SslBundles bundles) {
		this.bundles = bundles;
	}

	/**
	 * Makes sure that a bundle can serve devices.
	 * @throws InvalidSettingsException if it cannot
	 */
	void serve(String listener, ListenerSettings.Tls tls) {
		load("tls.bundle", tls.bundle(), (bundle) -> this.contexts.put(listener, server(bundle, tls)));
	}

	/** The context of a listener that {@link #serve} was called for. */
	@Nullable SslContext of(String listener) {
		return this.contexts.get(listener);
	}

	/**
	 * A context for dialling.
	 * @throws InvalidSettingsException if there is no such bundle, or it cannot be used
	 */
	SslContext dial(String name) {
		String key = "dial " + name;
		if (!this.contexts.containsKey(key)) {
			load("tls", name, (bundle) -> this.contexts.put(key, client(bundle)));
		}
		return this.contexts.get(key);
	}

	private void load(String property, String name, Consumer<SslBundle> use) {
		try {
			use.accept(this.bundles.getBundle(name));
			this.bundles.addBundleUpdateHandler(name, use);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidSettingsException(property,
					"there is no SSL bundle '%s'; define it under spring.ssl.bundle".formatted(name));
		}
		catch (IllegalStateException ex) {
			throw new InvalidSettingsException(property,
					"the SSL bundle '%s' cannot be used: %s".formatted(name, ex.getMessage()));
		}
	}

	private static @Nullable List<String> ciphers(SslBundle bundle) {
		String[] ciphers = bundle.getOptions().getCiphers();
		return (ciphers != null) ? List.of(ciphers) : null;
	}

	private static SslContext server(SslBundle bundle, ListenerSettings.Tls tls) {
		if (tls.clientCertificate() != ListenerSettings.ClientCertificate.NONE
				&& bundle.getStores().getTrustStore() == null) {
			// The JDK's own authorities would let in whoever has a certificate of theirs.
			throw new IllegalStateException("it has no truststore to check the devices' certificates with");
		}
		try {
			return SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.protocols(bundle.getOptions().getEnabledProtocols())
				.ciphers(ciphers(bundle))
				.clientAuth(switch (tls.clientCertificate()) {
					case NONE -> ClientAuth.NONE;
					case OPTIONAL -> ClientAuth.OPTIONAL;
					case REQUIRED -> ClientAuth.REQUIRE;
				})
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	private static SslContext client(SslBundle bundle) {
		try {
			return SslContextBuilder.forClient()
				.keyManager(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.protocols(bundle.getOptions().getEnabledProtocols())
				.ciphers(ciphers(bundle))
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	/** The subject of the peer's certificate; null for none. */
	static @Nullable String subject(@Nullable SSLSession session) {
		try {
			return (session != null) ? session.getPeerPrincipal().getName() : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

}
