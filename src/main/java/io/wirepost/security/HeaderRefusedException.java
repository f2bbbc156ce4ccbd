package io.wirepost.security;

import org.springframework.security.web.firewall.RequestRejectedException;

/** A request has a header whose value is not visible ASCII. */
class HeaderRefusedException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	private final String header;

	HeaderRefusedException(String header) {
		super("The header '%s' has a character that is not visible ASCII".formatted(header));
		this.header = header;
	}

	/** The header's name. */
	String header() {
		return this.header;
	}

}
