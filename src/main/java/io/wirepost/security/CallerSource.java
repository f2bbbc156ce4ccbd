package io.wirepost.security;

import java.util.Optional;

/**
 * A kind of credentials, such as the tokens of the configuration. Safe for all threads.
 */
interface CallerSource {

	/** Whether it can authenticate anyone. Fixed once the process has started. */
	boolean isConfigured();

	/**
	 * The caller of a bearer token. May block.
	 * @return empty for a token that is unknown, has expired or is not of this kind
	 * @throws IssuerUnavailableException if that cannot be told now
	 */
	Optional<Caller> find(String token);

}
