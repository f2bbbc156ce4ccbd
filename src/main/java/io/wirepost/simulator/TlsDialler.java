package io.wirepost.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * Dials with TLS. The certificate has to be of the host that is dialled, and signed by
 * one that is trusted.
 */
record TlsDialler(SSLContext context, String host, int port) implements Dialler {

	/**
	 * @param trusted certificates in PEM; null for those of the JDK
	 * @throws InvalidSettingsException if the file has none
	 */
	static TlsDialler of(String host, int port, @Nullable Path trusted) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, (trusted != null) ? trust(trusted).getTrustManagers() : null, null);
			return new TlsDialler(context, host, port);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new InvalidSettingsException("ca",
					"%s has no certificates in PEM that can be read".formatted(trusted));
		}
	}

	private static TrustManagerFactory trust(Path file) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		try (InputStream in = Files.newInputStream(file)) {
			Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
			for (Certificate one : all) {
				store.setCertificateEntry("ca-" + store.size(), one);
			}
		}
		if (store.size() == 0) {
			throw new IOException("no certificate");
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory;
	}

	@Override
	public Link link(SocketChannel channel) throws IOException {
		SSLEngine engine = this.context.createSSLEngine(this.host, this.port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		return new TlsLink(channel, engine);
	}

}
