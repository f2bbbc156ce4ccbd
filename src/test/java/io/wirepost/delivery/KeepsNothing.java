package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A store that nothing comes out of again. */
class KeepsNothing implements DeliveryStore {

	@Override
	public void write(List<? extends Change> changes) {
	}

	@Override
	public Optional<StoredDelivery> find(UUID id) {
		return Optional.empty();
	}

	@Override
	public Optional<Outgoing> outgoing(UUID id) {
		return Optional.empty();
	}

	@Override
	public Optional<UsedKey> findKey(String key) {
		return Optional.empty();
	}

	@Override
	public Optional<Broadcast> findBroadcast(UUID id) {
		return Optional.empty();
	}

	@Override
	public Page list(DeliveryQuery query) {
		return new Page(List.of(), null);
	}

	@Override
	public List<StoredDelivery> queued(@Nullable UUID after, int limit) {
		return List.of();
	}

	@Override
	public @Nullable UUID last() {
		return null;
	}

	@Override
	public long keys() {
		return 0;
	}

	@Override
	public long drop(Instant before, long most, Instant keysBefore) {
		return 0;
	}

}
