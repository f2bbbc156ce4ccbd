package io.wirepost.connection;

import java.nio.charset.Charset;
import java.security.cert.X509Certificate;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * How a connection says which device is on it. Immutable and safe for all threads; must
 * not block.
 */
public interface Identification {

	/**
	 * The word that names this scheme in the configuration, such as {@code first-frame}.
	 */
	String by();

	/** Whether the identity outlives the connection, so that the device is remembered. */
	default boolean isStable() {
		return true;
	}

	/** Whether it works only where every device has to show a certificate. */
	default boolean needsCertificate() {
		return false;
	}

	/**
	 * Whether {@link #onOpen} has to tell who is there, as no frame will: a connection on
	 * which it does not is refused.
	 */
	default boolean isDecidedOnOpen() {
		return false;
	}

	/** Whether every frame says anew who sent it. */
	default boolean isEveryFrame() {
		return false;
	}

	/**
	 * Who is on a connection that has just opened.
	 * @return null if its frames tell, or nothing does
	 */
	default @Nullable DeviceId onOpen(Peer peer) {
		return null;
	}

	/**
	 * Who sent a frame, where frames tell.
	 * @return null if this frame does not say
	 */
	default @Nullable DeviceId onFrame(Payload frame, Charset charset) {
		return null;
	}

	/** Whether the frame that tells is used up by it, rather than kept as a message. */
	default boolean isConsuming() {
		return false;
	}

	/**
	 * What is known of the other end when a connection opens.
	 *
	 * @param connectionId the connection's id
	 * @param address the remote IP address
	 * @param certificate the client's certificate; null for none
	 */
	record Peer(String connectionId, String address, @Nullable X509Certificate certificate) {
	}

}
