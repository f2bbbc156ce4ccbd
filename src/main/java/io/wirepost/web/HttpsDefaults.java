package io.wirepost.web;

import java.util.Set;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;

import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

/**
 * HTTPS by TLS 1.2 and 1.3 alone, and by suites with forward secrecy and authenticated
 * encryption (RFC 9325, section 4.2), unless the SSL bundle's options name others. Holds
 * for certificates that are loaded later too, as Spring Boot changes the same objects.
 */
class HttpsDefaults implements TomcatConnectorCustomizer {

	private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

	/** As OpenSSL writes them; those of TLS 1.3 are all good. */
	private static final String SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20";

	@Override
	public void customize(Connector connector) {
		if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
			for (SSLHostConfig host : protocol.findSslHostConfigs()) {
				if (!PROTOCOLS.containsAll(host.getProtocols())) {
					host.setProtocols(String.join("+", PROTOCOLS));
				}
				if (host.getCiphers().equals(SSLHostConfig.DEFAULT_TLS_CIPHERS_12)) {
					host.setCiphers(SUITES);
				}
			}
		}
	}

}
