package io.wirepost.delivery;

/** The times that run for a delivery, at most one of each kind. */
enum DeliveryTimer {

	/** Until it has its turn, or its sender is told that it is busy. */
	TURN,
	/** Until it does not wait for its device any more. */
	EXPIRY,
	/** Until its answer is not awaited any more. */
	REPLY,
	/** Until the silence behind its answer says that it is complete. */
	QUIET,
	/** Until a late answer does not hold up others any more. */
	SETTLE

}
