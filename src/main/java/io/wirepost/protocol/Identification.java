package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * How the device on a connection is identified. Immutable and safe for all threads; must
 * not block.
 */
public interface Identification {

	/**
	 * The name of this scheme in settings, such as {@code first-frame}.
	 */
	String by();

	/** Whether the identity outlives the connection, so that the device is stored. */
	default boolean isStable() {
		return true;
	}

	/** Whether it requires client certificates. */
	default boolean needsCertificate() {
		return false;
	}

	/**
	 * Whether {@link #onOpen} has to identify the device, as no frame will: otherwise the
	 * connection is refused.
	 */
	default boolean isDecidedOnOpen() {
		return false;
	}

	/** Whether every frame names its device. */
	default boolean isEveryFrame() {
		return false;
	}

	/**
	 * Identifies the device of a connection that has just opened.
	 * @return null if frames identify it, or nothing does
	 */
	default @Nullable DeviceId onOpen(Peer peer) {
		return null;
	}

	/** Identifies the device that sent a frame. */
	default Identity onFrame(ReceivedFrame frame) {
		return Identity.NONE;
	}

	/**
	 * The device that sent a frame, if the frame is all that is known; empty for none.
	 */
	default Optional<DeviceId> deviceOf(Payload frame, Charset charset) {
		Identity identity = onFrame(new ReceivedFrame(frame, true, charset, null, Instant.EPOCH, 1, 0));
		return (identity instanceof Identity.Known known) ? Optional.of(known.device()) : Optional.empty();
	}

	/**
	 * Whether a frame that does not identify its device, and that no rule describes,
	 * closes the connection.
	 */
	default boolean isFatalIfUnidentified() {
		return !isEveryFrame();
	}

	/** Whether the identifying frame has to have a secret. */
	default boolean needsSecret() {
		return false;
	}

	/** The secret of devices that have none of their own; null for none. */
	default @Nullable SecretHash expectedSecret() {
		return null;
	}

	/** Whether a frame identifies a device by a secret, so that it must not be shown. */
	default boolean carriesSecret(ReceivedFrame frame) {
		return false;
	}

	/** The secret in a frame that identifies its device; null for none. */
	default byte @Nullable [] secretIn(ReceivedFrame frame) {
		return null;
	}

	/**
	 * Whether it proves who the device is without a secret: by a certificate, or because
	 * Wirepost has dialled it.
	 */
	default boolean isProof() {
		return false;
	}

	/**
	 * Whether a device may be on a connection with this certificate.
	 * @param peer the client's certificate; null for none
	 */
	default boolean isCertified(DeviceId device, @Nullable X509Certificate peer) {
		return true;
	}

	/** Whether the identifying frame is dropped rather than stored as a message. */
	default boolean isConsuming() {
		return false;
	}

	/**
	 * What is known of the peer when a connection opens.
	 *
	 * @param connectionId the connection's id
	 * @param address the remote IP address
	 * @param certificate the client's certificate; null for none
	 */
	record Peer(String connectionId, String address, @Nullable X509Certificate certificate) {
	}

}
