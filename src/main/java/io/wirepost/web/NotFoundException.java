package io.wirepost.web;

/** Nothing has the requested id. */
class NotFoundException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String kind;

	/**
	 * @param kind what the id names, such as {@code message}
	 * @param id the requested id
	 */
	NotFoundException(String kind, String id) {
		super("There is no %s '%s'".formatted(kind, (id.length() > 128) ? id.substring(0, 128) + "…" : id));
		this.kind = kind;
	}

	String kind() {
		return this.kind;
	}

}
