package io.wirepost.transport;

/** Why a connection was not taken, or not kept. */
public enum Refusal {

	/** The listener has as many as it may have. */
	CONNECTIONS,
	/** The address has as many as it may have. */
	CONNECTIONS_PER_ADDRESS,
	/** Too many came in this second. */
	ACCEPT_RATE,
	/** The process is short of file descriptors. */
	FILE_DESCRIPTORS,
	/**
	 * There is too much load: a listener lets those who dial wait, or there is no memory
	 * for the rest of a frame or of a stream.
	 */
	OVERLOAD,
	/** The device is connected already. */
	DUPLICATE,
	/**
	 * The connection carries as many devices as one may, or all of them together do.
	 */
	DEVICES,
	/** It did not say who it is in time, or by its certificate. */
	UNIDENTIFIED,
	/** It is not one of the proxies that have to come first. */
	NOT_A_PROXY,
	/** The TLS handshake failed. */
	TLS

}
