package io.wirepost.transport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS towards the devices of a listener.
 *
 * @param bundle the name of one of Boot's SSL bundles ({@code spring.ssl.bundle})
 * @param clientCertificate whether devices show a certificate of their own
 */
public record Tls(@Nullable String bundle, @DefaultValue("none") ClientCertificate clientCertificate) {

	/** Whether a device shows a certificate of its own. */
	public enum ClientCertificate {

		/** It is not asked for one. */
		NONE,
		/** It may. */
		OPTIONAL,
		/** It has to. */
		REQUIRED

	}

}
