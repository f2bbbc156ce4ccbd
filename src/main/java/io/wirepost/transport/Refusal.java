package io.wirepost.transport;

/** Why a connection was not accepted, or was closed. */
public enum Refusal {

	/** The listener has its maximum of connections. */
	CONNECTIONS,
	/** The address has its maximum of connections. */
	CONNECTIONS_PER_ADDRESS,
	/** Too many connections in this second. */
	ACCEPT_RATE,
	/** The process is short of file descriptors. */
	FILE_DESCRIPTORS,
	/**
	 * Overload: a listener does not accept, or there is no memory for the rest of a frame
	 * or of a stream.
	 */
	OVERLOAD,
	/** The device is connected already. */
	DUPLICATE,
	/**
	 * This connection, or all together, have the maximum of devices.
	 */
	DEVICES,
	/** It did not identify itself in time, or by its certificate. */
	UNIDENTIFIED,
	/** A step of its protocol's on-connect failed. */
	ON_CONNECT,
	/** It is not one of the configured proxies. */
	NOT_A_PROXY,
	/** The TLS handshake failed. */
	TLS,
	/** Its address is not in the listener's networks. */
	NETWORK,
	/** The listener takes known devices only. */
	UNKNOWN_DEVICE,
	/** Its secret is wrong or missing. */
	SECRET,
	/** It says that it is another device than its certificate does. */
	CERTIFICATE_MISMATCH,
	/** Wirepost may not dial it: a dial that was not made. */
	ENDPOINT_NOT_ALLOWED

}
