package io.wirepost.connection;

import io.wirepost.message.DeviceId;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.protocol.Protocols;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionProfile;
import io.wirepost.transport.Limits;
import io.wirepost.transport.Timeouts;
import io.wirepost.transport.Tls;
import org.jspecify.annotations.Nullable;

/** Builds profiles from settings; faults have the names of the settings. */
final class Profiles {

	private Profiles() {
	}

	/**
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static PeerProfile of(ListenerSettings settings, Protocols protocols) {
		Faults faults = new Faults();
		Protocol found = faults.read("", () -> protocol(settings.protocol(), settings.inline(), protocols));
		faults.check(() -> requireCertificate(found, settings.tls()));
		faults.that(found == null || !settings.knownDevices() || found.identification().isStable(), "known-devices",
				"a connection that says no device's name is of no known one; set identify");
		Protocol protocol = faults.unlessAny(found);
		return new PeerProfile(
				new ConnectionProfile(protocol.framing(), protocol.answers(), settings.timeouts(), settings.limits()),
				protocol, settings.duplicate(), protocol.reply(), settings.knownDevices());
	}

	/**
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static PeerProfile of(DeviceId device, EndpointSettings settings, Settings reply, Protocols protocols) {
		Protocol protocol = protocol(settings.protocol(), settings.inline(), protocols)
			.identifiedBy(new ByEndpoint(device));
		Timeouts timeouts = new Timeouts(settings.idle(), Timeouts.DEFAULT.firstFrame(), Timeouts.DEFAULT.frame(),
				Timeouts.DEFAULT.write());
		return new PeerProfile(new ConnectionProfile(protocol.framing(), protocol.answers(), timeouts, Limits.DEFAULT),
				protocol, DuplicatePolicy.REPLACE_OLD, reply.values().isEmpty() ? protocol.reply() : reply, false);
	}

	private static Protocol protocol(@Nullable String name, ProtocolSettings inline, Protocols protocols) {
		if (name == null) {
			return Protocol.of(inline);
		}
		Protocol named = protocols.find(name)
			.orElseThrow(() -> new InvalidSettingsException("protocol",
					"there is no protocol '%s'; known are %s".formatted(name, String.join(", ", protocols.names()))));
		return inline.isEmpty() ? named : Protocol.of(inline.over(named.settings()));
	}

	private static void requireCertificate(@Nullable Protocol protocol, @Nullable Tls tls) {
		if (protocol != null && protocol.identification().needsCertificate()
				&& (tls == null || tls.clientCertificate() != Tls.ClientCertificate.REQUIRED)) {
			throw new InvalidSettingsException("identify.by",
					"identification by certificate needs tls.bundle and tls.client-certificate: required");
		}
	}

	/** The device that Wirepost dials. */
	private record ByEndpoint(DeviceId device) implements Identification {

		@Override
		public boolean isProof() {
			return true;
		}

		@Override
		public String by() {
			return "endpoint";
		}

		@Override
		public DeviceId onOpen(Peer peer) {
			return this.device;
		}

	}

}
