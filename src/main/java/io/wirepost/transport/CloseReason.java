package io.wirepost.transport;

import java.util.Locale;

/**
 * Why a connection ended, in a word that callers see. Where several happen, the first
 * counts.
 */
public enum CloseReason {

	/** The peer closed it, in order. */
	CLOSED_BY_PEER,
	/** The peer reset it, the network lost it, or TLS broke. */
	LOST,
	/**
	 * A caller closed it, or removed or changed the device, listener or endpoint that it
	 * belonged to.
	 */
	CLOSED,
	/** The device has a newer connection. */
	REPLACED,
	/** It was silent for longer than {@code timeouts.idle}. */
	IDLE,
	/** It did not read what was written to it within {@code timeouts.write}. */
	WRITE_TIMEOUT,
	/** A reply did not come in time, where {@code reply.on-timeout} is {@code close}. */
	REPLY_TIMEOUT,
	/** The protocol closes after a frame. */
	ANSWERED,
	/** Bytes were no frame, and there was no telling where the next one begins. */
	REJECTED,
	/** The peer did not say which device it is, or a certificate did not. */
	UNIDENTIFIED,
	/** The listener takes known devices only. */
	UNKNOWN_DEVICE,
	/** Its secret was wrong or missing. */
	SECRET,
	/** Its certificate is not that of the device it says it is. */
	CERTIFICATE_MISMATCH,
	/** One of its devices is on another connection, which stays. */
	DUPLICATE,
	/** It has the maximum of devices. */
	DEVICES,
	/** A step of the protocol's {@code on-connect} was not met. */
	ON_CONNECT,
	/** There was too little memory for it. */
	OVERLOAD,
	/** An error of Wirepost's; see its log. */
	ERROR,
	/** Wirepost stopped. */
	SHUTDOWN,
	/** Wirepost ended without stopping; noted when it started again. */
	RESTART;

	static CloseReason of(Refusal refusal) {
		return switch (refusal) {
			case UNIDENTIFIED, NOT_A_PROXY, TLS, NETWORK, ENDPOINT_NOT_ALLOWED -> UNIDENTIFIED;
			case UNKNOWN_DEVICE -> UNKNOWN_DEVICE;
			case SECRET -> SECRET;
			case CERTIFICATE_MISMATCH -> CERTIFICATE_MISMATCH;
			case DUPLICATE -> DUPLICATE;
			case DEVICES -> DEVICES;
			case ON_CONNECT -> ON_CONNECT;
			case CONNECTIONS, CONNECTIONS_PER_ADDRESS, ACCEPT_RATE, FILE_DESCRIPTORS, OVERLOAD -> OVERLOAD;
		};
	}

	/** The word, such as {@code closed-by-peer}. */
	public String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
