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
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Builds protocols from settings; what is wrong with them is said with its name. */
final class Protocols {

	private Protocols() {
	}

	/**
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static Protocol of(ListenerSettings settings) {
		Faults faults = new Faults();
		Framing framing = faults.read("framing", () -> Framings.of(new Settings(settings.framing())));
		Identification identification = faults.read("identify",
				() -> Identifications.of(new Settings(settings.identify())));
		ListenerSettings.Acknowledge acknowledge = settings.acknowledge();
		byte[] acknowledgement = (framing == null || acknowledge == null || acknowledge.text() == null) ? null
				: faults.read("", () -> acknowledgement(acknowledge.text(), settings, framing));
		faults.check(() -> requireCertificate(identification, settings.tls()));
		return new Protocol(faults.unlessAny(framing), settings.charset(), faults.unlessAny(identification),
				settings.duplicate(), acknowledgement, acknowledge != null && acknowledge.close(),
				new Settings(settings.reply()), settings.timeouts(), settings.limits());
	}

	/**
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static Protocol of(DeviceId device, EndpointSettings settings, Settings reply) {
		Framing framing = within("framing", () -> Framings.of(new Settings(settings.framing())));
		ListenerSettings.Timeouts defaults = ListenerSettings.Timeouts.DEFAULT;
		return new Protocol(framing, settings.charset(), new ByEndpoint(device), DuplicatePolicy.REPLACE_OLD, null,
				false, reply, new ListenerSettings.Timeouts(settings.idle(), defaults.firstFrame(), defaults.frame(),
						defaults.write()),
				ListenerSettings.Limits.DEFAULT);
	}

	private static byte[] acknowledgement(String text, ListenerSettings settings, Framing framing) {
		try {
			ByteBuffer encoded = settings.charset().newEncoder().encode(CharBuffer.wrap(text));
			return framing.encode(Payload.owning(Arrays.copyOf(encoded.array(), encoded.limit())));
		}
		catch (CharacterCodingException ex) {
			throw new InvalidSettingsException("acknowledge.text",
					"'%s' cannot be written in %s".formatted(text, settings.charset()));
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException ex) {
			throw new InvalidSettingsException("acknowledge.text",
					"'%s' is not one frame: %s".formatted(text, ex.getMessage()));
		}
	}

	private static void requireCertificate(@Nullable Identification identification,
			ListenerSettings.@Nullable Tls tls) {
		if (identification instanceof ByCertificate
				&& (tls == null || tls.clientCertificate() != ListenerSettings.ClientCertificate.REQUIRED)) {
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

	/** Whom Wirepost dials, it knows. */
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
