package io.wirepost.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/** A process on its own: no other one has a device. */
final class NoOwners implements OwnerStore {

	@Override
	public Optional<Owner> find(DeviceId device) {
		return Optional.empty();
	}

	@Override
	public Map<DeviceId, Owner> find(Collection<DeviceId> devices) {
		return Map.of();
	}

	@Override
	public List<DeviceId> connected(@Nullable DeviceId after, int limit) {
		return List.of();
	}

	@Override
	public List<Lost> lost(int limit) {
		return List.of();
	}

	@Override
	public void released(List<Lost> lost) {
		// There are none.
	}

	@Override
	public boolean removeOf(UUID dead) {
		return false;
	}

}
