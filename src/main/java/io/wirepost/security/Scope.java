package io.wirepost.security;

import java.util.Locale;

/** What a caller may do. */
public enum Scope {

	/** All GETs. */
	READ,

	/** Messages, deliveries, broadcasts. */
	SEND,

	/** The rest, and both of these. */
	ADMIN;

	/** The scope as settings and JWTs have it. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
