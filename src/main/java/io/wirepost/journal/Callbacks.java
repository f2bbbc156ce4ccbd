package io.wirepost.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls other features' code on the commit thread, which must survive whatever it throws.
 */
final class Callbacks {

	private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

	private Callbacks() {
	}

	static void call(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			failed(ex);
		}
	}

	static void failed(Throwable failure) {
		log.error("A callback of the journal failed", failure);
	}

}
