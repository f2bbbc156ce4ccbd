package io.wirepost.forward.webhook;

/** What to do with messages that a receiver refuses, whenever they are sent. */
public enum OnRefused {

	/** Send them again until they are accepted; the others wait. */
	BLOCK,

	/** Put them on the list of dead letters, and continue with the others. */
	SKIP

}
