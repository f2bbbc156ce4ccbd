package io.wirepost.forward.webhook;

import java.util.UUID;

/** A webhook replays already. */
public class ReplayRunningException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ReplayRunningException(String webhook, UUID replay) {
		super("The webhook '%s' replays already, as %s; wait for its end, or delete it first".formatted(webhook,
				replay));
	}

}
