package io.wirepost.transport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS towards the devices of a listener.
 *
 * @param bundle the name of one of Boot's SSL bundles ({@code spring.ssl.bundle})
 * @param clientCertificate whether devices present a certificate
 */
public record Tls(@Nullable String bundle, @DefaultValue("none") ClientCertificate clientCertificate) {

	/** Whether devices present a certificate. */
	public enum ClientCertificate {

		/** It is not requested. */
		NONE,
		/** It is requested, but optional. */
		OPTIONAL,
		/** It is required. */
		REQUIRED

	}

}
