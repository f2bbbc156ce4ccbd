package io.wirepost.cluster.lease;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A process on its own asks for nothing. */
final class NoLeases implements LeaseStore {

	@Override
	public List<Seen> list() {
		return List.of();
	}

	@Override
	public int replicas() {
		return 1;
	}

	@Override
	public OptionalLong acquire(String name, UUID replica, @Nullable Seen seen) {
		throw new UnsupportedOperationException("This engine cannot be shared by replicas");
	}

	@Override
	public Map<String, Long> renew(UUID replica, Collection<String> names) {
		return Map.of();
	}

	@Override
	public void release(Lease lease, UUID replica) {
		// None was acquired.
	}

}
