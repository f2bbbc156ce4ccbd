package io.wirepost.cluster.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

import io.wirepost.cluster.lease.LeaseStore.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Watches the leases of other replicas: one whose count stands still for too long is
 * free. Only this process's monotonic clock is used. For one thread.
 */
final class LeaseWatch {

	private final UUID self;

	private final long patience;

	private final LongSupplier nanoTime;

	private final Map<String, Sight> sights = new HashMap<>();

	LeaseWatch(UUID self, Duration patience, LongSupplier nanoTime) {
		this.self = self;
		this.patience = patience.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether this process may take a lease that it does not hold.
	 * @param seen the lease as it is now; null if there is none
	 */
	boolean isFree(@Nullable Seen seen) {
		if (seen == null || seen.holder() == null || !seen.isHeldByLiving() || seen.holder().equals(this.self)) {
			return true;
		}
		long now = this.nanoTime.getAsLong();
		Sight sight = this.sights.get(seen.name());
		if (sight == null || sight.epoch() != seen.epoch() || sight.renewals() != seen.renewals()) {
			this.sights.put(seen.name(), new Sight(seen.epoch(), seen.renewals(), now));
			return false;
		}
		return now - sight.since() >= this.patience;
	}

	/**
	 * A count as it is since some time.
	 *
	 * @param since as {@link System#nanoTime()}
	 */
	private record Sight(long epoch, long renewals, long since) {
	}

}
