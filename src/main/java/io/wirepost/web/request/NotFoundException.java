package io.wirepost.web.request;

/** Nothing has the requested id. */
public class NotFoundException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String kind;

	/**
	 * @param kind what the id names, such as {@code message}
	 * @param id the requested id
	 */
	public NotFoundException(String kind, String id) {
		super("There is no %s '%s'".formatted(kind, (id.length() > 128) ? id.substring(0, 128) + "…" : id));
		this.kind = kind;
	}

	public String kind() {
		return this.kind;
	}

}
