package io.wirepost.web.request;

import java.util.UUID;

/** Parses ids in paths. */
public final class Ids {

	private Ids() {
	}

	/**
	 * @param kind what the id names, such as {@code message}
	 * @throws NotFoundException if the text is not a UUID: nothing has such an id
	 */
	public static UUID uuid(String text, String kind) {
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
