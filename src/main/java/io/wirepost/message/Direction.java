package io.wirepost.message;

/** Which way a message went, seen from Wirepost. */
public enum Direction {

	/** From the device. */
	INBOUND,

	/** To the device. */
	OUTBOUND,

	/** Neither: something happened to the device, such as that it connected. */
	EVENT

}
