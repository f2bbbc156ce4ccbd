package io.wirepost.transport;

import io.wirepost.settings.SettingsReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Boot's SSL bundles, but a changed bundle that cannot be used does not replace the one
 * before, for HTTPS and devices alike: files are changed one after the other, and in
 * between the key is not that of the certificate. Safe for all threads.
 */
@Component
class CheckedSslBundles extends DefaultSslBundleRegistry {

	private static final Logger LOG = LoggerFactory.getLogger(CheckedSslBundles.class);

	static final String HTTPS = "server.ssl.bundle";

	CheckedSslBundles(ObjectProvider<SslBundleRegistrar> registrars, Environment environment, SettingsReader reader) {
		registrars.orderedStream().forEach((registrar) -> register(registrar, reader));
		String https = environment.getProperty(HTTPS);
		if (https != null && getBundleNames().contains(https)) {
			checkAtStart(https, reader);
		}
	}

	/**
	 * What cannot be registered, for a file that is not there, is a fault of the start.
	 */
	private void register(SslBundleRegistrar registrar, SettingsReader reader) {
		try {
			registrar.registerBundles(this);
		}
		catch (IllegalStateException ex) {
			reader.fault("spring.ssl.bundle",
					ex.getMessage() + ": " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
	}

	/** That of HTTPS; {@link TlsContexts} does so with those of devices. */
	private void checkAtStart(String name, SettingsReader reader) {
		try {
			KeyPairs.check(getBundle(name));
		}
		catch (IllegalStateException ex) {
			reader.fault(HTTPS, "the SSL bundle '%s' cannot be used: %s".formatted(name, ex.getMessage()));
		}
	}

	@Override
	public void updateBundle(String name, SslBundle bundle) {
		try {
			KeyPairs.check(bundle);
		}
		catch (IllegalStateException ex) {
			LOG.warn("The files of the SSL bundle {} have changed, but cannot be used, so the old ones stay in use: {}",
					name, ex.getMessage());
			return;
		}
		super.updateBundle(name, bundle);
	}

}
