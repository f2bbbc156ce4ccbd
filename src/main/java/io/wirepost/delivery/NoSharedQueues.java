package io.wirepost.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.message.DeviceId;

/** A process on its own: nothing is free. */
final class NoSharedQueues implements SharedQueueStore {

	@Override
	public List<Taken> take(Collection<DeviceId> devices, int limit) {
		return List.of();
	}

	@Override
	public List<DeviceId> overlooked(int limit) {
		return List.of();
	}

	@Override
	public List<DeviceId> waiting(Collection<DeviceId> devices) {
		return List.of();
	}

	@Override
	public Optional<StoredDelivery> cancel(UUID id) {
		return Optional.empty();
	}

	@Override
	public int cancelAll(DeviceId device) {
		return 0;
	}

	@Override
	public int expire(Instant now, int limit) {
		return 0;
	}

	@Override
	public int abandon(Instant before, int limit) {
		return 0;
	}

	@Override
	public List<StoredDelivery> leftBy(UUID replica, int limit) {
		return List.of();
	}

	@Override
	public Map<DeviceId, Integer> queued(Collection<DeviceId> devices) {
		return Map.of();
	}

	@Override
	public Load load() {
		return new Load(0, 0);
	}

}
