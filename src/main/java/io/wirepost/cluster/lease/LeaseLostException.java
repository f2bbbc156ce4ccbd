package io.wirepost.cluster.lease;

/** Another replica does the work of a lease, so this one must not. */
public final class LeaseLostException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String name;

	/**
	 * @param name the lease's name
	 */
	public LeaseLostException(String name) {
		super("Another replica runs '%s'".formatted(name));
		this.name = name;
	}

	/** The lease's name. */
	public String name() {
		return this.name;
	}

}
