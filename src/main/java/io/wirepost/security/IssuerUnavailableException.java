package io.wirepost.security;

import java.time.Duration;

import org.springframework.security.core.AuthenticationException;

/**
 * Nobody can tell whether a JWT is genuine, as the keys of its issuer cannot be read now.
 */
class IssuerUnavailableException extends AuthenticationException {

	private static final long serialVersionUID = 1L;

	private final Duration retryAfter;

	IssuerUnavailableException(Duration retryAfter) {
		super("The keys of the issuer cannot be read now");
		this.retryAfter = retryAfter;
	}

	Duration retryAfter() {
		return this.retryAfter;
	}

}
