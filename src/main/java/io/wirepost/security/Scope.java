package io.wirepost.security;

/** What a caller may do. */
public enum Scope {

	/** All GETs. */
	READ,

	/** Messages, deliveries, broadcasts. */
	SEND,

	/** The rest, and both of these. */
	ADMIN

}
