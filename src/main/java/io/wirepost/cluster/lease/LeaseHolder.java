package io.wirepost.cluster.lease;

/**
 * Does the work of a lease. Called by one thread at a time; may block, but the work
 * itself has its own threads.
 */
public interface LeaseHolder {

	/**
	 * The work may begin, from what is stored.
	 * @throws RuntimeException if it cannot begin: it is tried again while the lease is
	 * held, after {@link #lost()}
	 */
	void gained(Lease lease);

	/** The work has to end, or has ended by itself. */
	void lost();

}
