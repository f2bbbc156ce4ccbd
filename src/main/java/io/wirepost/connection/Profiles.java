package io.wirepost.connection;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.function.Supplier;

import io.wirepost.framing.Framing;
import io.wirepost.framing.Framings;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
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
	static PeerProfile of(ListenerSettings settings) {
		Faults faults = new Faults();
		Framing framing = faults.read("framing", () -> Framings.of(new Settings(settings.framing())));
		Identification identification = faults.read("identify",
				() -> Identifications.of(new Settings(settings.identify())));
		ListenerSettings.Acknowledge acknowledge = settings.acknowledge();
		byte[] acknowledgement = (framing == null || acknowledge == null || acknowledge.text() == null) ? null
				: faults.read("", () -> acknowledgement(acknowledge.text(), settings, framing));
		faults.check(() -> requireCertificate(identification, settings.tls()));
		return new PeerProfile(
				new ConnectionProfile(faults.unlessAny(framing), acknowledgement,
						acknowledge != null && acknowledge.close(), settings.timeouts(), settings.limits()),
				settings.charset(), faults.unlessAny(identification), settings.duplicate(),
				new Settings(settings.reply()));
	}

	/**
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static PeerProfile of(DeviceId device, EndpointSettings settings, Settings reply) {
		Framing framing = within("framing", () -> Framings.of(new Settings(settings.framing())));
		Timeouts timeouts = new Timeouts(settings.idle(), Timeouts.DEFAULT.firstFrame(), Timeouts.DEFAULT.frame(),
				Timeouts.DEFAULT.write());
		return new PeerProfile(new ConnectionProfile(framing, null, false, timeouts, Limits.DEFAULT),
				settings.charset(), new ByEndpoint(device), DuplicatePolicy.REPLACE_OLD, reply);
	}

	private static byte[] acknowledgement(String text, ListenerSettings settings, Framing framing) {
		try {
			ByteBuffer encoded = settings.charset().newEncoder().encode(CharBuffer.wrap(text));
			return framing.encode(Payload.owning(Arrays.copyOf(encoded.array(), encoded.limit())));
		}
		catch (CharacterCodingException ex) {
			throw new InvalidSettingsException("acknowledge.text",
					"'%s' cannot be encoded in %s".formatted(text, settings.charset()));
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException ex) {
			throw new InvalidSettingsException("acknowledge.text",
					"'%s' is not one frame: %s".formatted(text, ex.getMessage()));
		}
	}

	private static void requireCertificate(@Nullable Identification identification, @Nullable Tls tls) {
		if (identification != null && identification.needsCertificate()
				&& (tls == null || tls.clientCertificate() != Tls.ClientCertificate.REQUIRED)) {
			throw new InvalidSettingsException("identify.by",
					"identification by certificate needs tls.bundle and tls.client-certificate: required");
		}
	}

	private static <T> T within(String name, Supplier<T> supplier) {
		try {
			return supplier.get();
		}
		catch (InvalidSettingsException ex) {
			throw ex.within(name);
		}
	}

	/** The device that Wirepost dials. */
	private record ByEndpoint(DeviceId device) implements Identification {

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
