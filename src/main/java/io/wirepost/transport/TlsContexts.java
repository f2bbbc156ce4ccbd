package io.wirepost.transport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * TLS by Boot's SSL bundles. A reloaded bundle counts for connections opened after that;
 * {@link CheckedSslBundles} passes on only those that can be used. Safe for all threads.
 */
@Component
public class TlsContexts {

	private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

	/** Where the bundle says nothing. */
	private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

	/**
	 * Where the bundle says nothing: forward secrecy and authenticated encryption only.
	 * These are the suites of Mozilla's "intermediate" profile (Server Side TLS 5.7)
	 * without those of finite-field DHE, by IANA's names, which are the JDK's.
	 */
	private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
			"TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
			"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

	private static final String REFUSE_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

	static {
		// A peer that has TLS 1.2 negotiated anew, over and over, costs a lot for little.
		// The JDK reads this once, before its first handshake.
		if (System.getProperty(REFUSE_RENEGOTIATION) == null) {
			System.setProperty(REFUSE_RENEGOTIATION, "true");
		}
	}

	private final SslBundles bundles;

	/** By bundle and use, so as many as there are bundles. */
	private final Map<Object, SslContext> contexts = new ConcurrentHashMap<>();

	TlsContexts(SslBundles bundles) {
		this.bundles = bundles;
	}

	/**
	 * Checks that a bundle can be used by a listener.
	 * @throws InvalidSettingsException if it cannot
	 */
	public void serve(Tls tls) {
		if (tls.bundle() == null) {
			throw new InvalidSettingsException("tls.bundle",
					"set it to the name of an SSL bundle, defined under spring.ssl.bundle");
		}
		load("tls.bundle", tls.bundle(), tls, (bundle) -> server(bundle, tls));
	}

	/** The context of settings that {@link #serve} was called with. */
	public @Nullable SslContext of(Tls tls) {
		return this.contexts.get(tls);
	}

	/**
	 * The context for dialling, as its bundle is now.
	 * @throws InvalidSettingsException if there is no such bundle, or it cannot be used
	 */
	public SslContext dial(String name) {
		load("tls", name, name, TlsContexts::client);
		return this.contexts.get(name);
	}

	/**
	 * An update handler cannot be removed from a bundle, so each use registers only one.
	 */
	private synchronized void load(String property, String name, Object use, Function<SslBundle, SslContext> maker) {
		if (this.contexts.containsKey(use)) {
			return;
		}
		try {
			SslBundle now = this.bundles.getBundle(name);
			KeyPairs.check(now);
			this.contexts.put(use, maker.apply(now));
			this.bundles.addBundleUpdateHandler(name, (bundle) -> reload(name, use, () -> maker.apply(bundle)));
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

	/** If the changed bundle cannot be used, what was there stays. */
	private void reload(String name, Object use, Supplier<SslContext> maker) {
		try {
			this.contexts.put(use, maker.get());
			LOG.info("The SSL bundle {} was reloaded for new connections", name);
		}
		catch (IllegalStateException ex) {
			LOG.warn("The SSL bundle {} has changed, but cannot be used: {}", name, ex.getMessage());
		}
	}

	private static List<String> protocols(SslBundle bundle) {
		String[] protocols = bundle.getOptions().getEnabledProtocols();
		return (protocols != null) ? List.of(protocols) : PROTOCOLS;
	}

	private static List<String> ciphers(SslBundle bundle) {
		String[] ciphers = bundle.getOptions().getCiphers();
		return (ciphers != null) ? List.of(ciphers) : CIPHERS;
	}

	private static SslContext server(SslBundle bundle, Tls tls) {
		if (tls.clientCertificate() != Tls.ClientCertificate.NONE && bundle.getStores().getTrustStore() == null) {
			// The JDK's own authorities would accept anyone with a certificate of theirs.
			throw new IllegalStateException("it has no truststore to check the devices' certificates with");
		}
		try {
			return SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.protocols(protocols(bundle))
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
				.protocols(protocols(bundle))
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
