package io.wirepost.web;

import java.util.UUID;

/** Parses ids in paths. */
final class Ids {

	private Ids() {
	}

	/**
	 * @param kind what the id names, such as {@code message}
	 * @throws NotFoundException if the text is not a UUID: nothing has such an id
	 */
	static UUID uuid(String text, String kind) {
		try {
			if (text.length() == 36) {
				return UUID.fromString(text);
			}
		}
		catch (IllegalArgumentException ex) {
			// The exception below says that nothing has this id.
		}
		throw new NotFoundException(kind, text);
	}

}
