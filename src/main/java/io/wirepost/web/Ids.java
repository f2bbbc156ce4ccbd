package io.wirepost.web;

import java.util.UUID;

/** Ids in paths. */
final class Ids {

	private Ids() {
	}

	/**
	 * @param kind what the id is of, such as {@code message}
	 * @throws NotFoundException if the text is no UUID, and so the id of nothing
	 */
	static UUID uuid(String text, String kind) {
		try {
			if (text.length() == 36) {
				return UUID.fromString(text);
			}
		}
		catch (IllegalArgumentException ex) {
			// Not the id of anything: said below.
		}
		throw new NotFoundException(kind, text);
	}

}
