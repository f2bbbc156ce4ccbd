package io.wirepost.security;

import java.util.Optional;

/**
 * A kind of credentials, such as the tokens of the configuration. Safe for all threads.
 */
interface CallerSource {

	/** Whether it can authenticate anyone. Fixed once the process has started. */
	boolean isConfigured();

	/**
	 * The caller that a bearer token stands for, expired or not. May block.
	 * @return empty for a token that is not of this kind, or not known
	 */
	Optional<Caller> find(String token);

}
