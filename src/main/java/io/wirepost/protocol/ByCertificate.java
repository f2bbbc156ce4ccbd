package io.wirepost.protocol;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The client's certificate has the device id: the common name of its subject, or its
 * first DNS name (RFC 5280, sections 4.1.2.6 and 4.2.1.6).
 */
final class ByCertificate implements Identification {

	private static final int DNS_NAME = 2;

	private final Name name;

	private ByCertificate(Name name) {
		this.name = name;
	}

	static Identification of(Settings settings) {
		return new ByCertificate(settings.bind(CertificateSettings.class).name());
	}

	@Override
	public String by() {
		return "certificate";
	}

	@Override
	public boolean needsCertificate() {
		return true;
	}

	@Override
	public boolean isProof() {
		return true;
	}

	@Override
	public boolean isDecidedOnOpen() {
		return true;
	}

	@Override
	public @Nullable DeviceId onOpen(Peer peer) {
		X509Certificate certificate = peer.certificate();
		String found = (certificate == null) ? null
				: (this.name == Name.CN) ? commonName(certificate) : dnsName(certificate);
		try {
			return (found != null) ? new DeviceId(found) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** All names of a certificate: the common name, and the DNS names. */
	static Set<String> names(X509Certificate certificate) {
		Set<String> names = new HashSet<>();
		String commonName = commonName(certificate);
		if (commonName != null) {
			names.add(commonName);
		}
		try {
			Collection<List<?>> others = certificate.getSubjectAlternativeNames();
			if (others != null) {
				others.stream()
					.filter((entry) -> entry.get(0).equals(DNS_NAME))
					.forEach((entry) -> names.add(entry.get(1).toString()));
			}
		}
		catch (CertificateParsingException ex) {
			// Then it has no alternative names.
		}
		return names;
	}

	private static @Nullable String commonName(X509Certificate certificate) {
		try {
			for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
				if (rdn.getType().equalsIgnoreCase("CN")) {
					return rdn.getValue().toString();
				}
			}
			return null;
		}
		catch (InvalidNameException ex) {
			return null;
		}
	}

	private static @Nullable String dnsName(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return (names == null) ? null
					: names.stream()
						.filter((entry) -> entry.get(0).equals(DNS_NAME))
						.map((entry) -> entry.get(1).toString())
						.findFirst()
						.orElse(null);
		}
		catch (CertificateParsingException ex) {
			return null;
		}
	}

	/** Which name of the certificate is the device id. */
	enum Name {

		CN, SAN

	}

	/**
	 * The settings.
	 *
	 * @param name which name of the certificate is the device id
	 */
	record CertificateSettings(@DefaultValue("cn") Name name) {

		CertificateSettings {
			if (name == null) {
				throw new InvalidSettingsException("name", "set it to cn or san");
			}
		}

	}

}
