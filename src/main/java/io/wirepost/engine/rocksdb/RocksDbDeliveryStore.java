package io.wirepost.engine.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.delivery.Broadcast;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryQuery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.engine.json.DeliveryJson;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksIterator;

/** Reads deliveries, which are under {@link DeliveryKeys}. */
final class RocksDbDeliveryStore implements DeliveryStore {

	/** A page ends after this many deliveries that the filter excludes. */
	private static final int LOOKS = 10_000;

	private final RocksDbStore store;

	private final DeliveryChanges changes;

	RocksDbDeliveryStore(RocksDbStore store, DeliveryChanges changes) {
		this.store = store;
		this.changes = changes;
	}

	static boolean isBelow(RocksIterator iterator, byte[] prefix) {
		return iterator.isValid() && DeliveryKeys.startsWith(iterator.key(), prefix);
	}

	@Override
	public Optional<StoredDelivery> find(UUID id) {
		byte[] value = get(DeliveryKeys.delivery(id));
		return (value != null) ? Optional.of(DeliveryCodec.decode(id, value)) : Optional.empty();
	}

	private byte @Nullable [] get(byte[] key) {
		return this.store.read((database) -> database.get(database.family(Family.DELIVERIES), key));
	}

	@Override
	public Optional<Outgoing> outgoing(UUID id) {
		return Optional.ofNullable(get(DeliveryKeys.outgoing(id))).map(DeliveryCodec::decodeOutgoing);
	}

	@Override
	public Optional<UsedKey> findKey(String key) {
		return Optional.ofNullable(get(DeliveryKeys.usedKey(key))).map((value) -> DeliveryCodec.decodeKey(key, value));
	}

	@Override
	public Optional<Broadcast> findBroadcast(UUID id) {
		byte[] value = get(DeliveryKeys.broadcast(id));
		return (value != null) ? Optional.of(DeliveryCodec.decodeBroadcast(id, value, statuses(id))) : Optional.empty();
	}

	private Map<Delivery.Status, Long> statuses(UUID broadcast) {
		return this.store.read((database) -> {
			Map<Delivery.Status, Long> statuses = new EnumMap<>(Delivery.Status.class);
			Arrays.stream(Delivery.Status.values()).forEach((status) -> statuses.put(status, 0L));
			byte[] prefix = DeliveryKeys.ofBroadcast(broadcast);
			try (RocksIterator iterator = database.iterator(database.family(Family.DELIVERIES))) {
				for (iterator.seek(prefix); isBelow(iterator, prefix); iterator.next()) {
					statuses.merge(DeliveryJson.status(iterator.value()[0]), 1L, Long::sum);
				}
				iterator.status();
			}
			return statuses;
		});
	}

	@Override
	public StoredDeliveries list(DeliveryQuery query) {
		byte[] prefix = (query.broadcast() != null) ? DeliveryKeys.ofBroadcast(query.broadcast())
				: (query.device() != null) ? DeliveryKeys.ofDevice(query.device())
						: (query.status() != null) ? DeliveryKeys.ofStatus(query.status()) : DeliveryKeys.DELIVERY;
		return this.store.read((database) -> {
			ColumnFamilyHandle family = database.family(Family.DELIVERIES);
			List<StoredDelivery> found = new ArrayList<>();
			int looks = 0;
			try (RocksIterator iterator = database.iterator(family)) {
				byte[] end = (query.before() != null) ? Keys.withId(prefix, query.before()) : Keys.behind(prefix);
				for (iterator.seekForPrev(end); isBelow(iterator, prefix); iterator.prev()) {
					UUID id = DeliveryKeys.idOf(iterator.key());
					if (id.equals(query.before())) {
						continue;
					}
					byte[] value = (prefix == DeliveryKeys.DELIVERY) ? iterator.value()
							: database.get(family, DeliveryKeys.delivery(id));
					StoredDelivery delivery = (value != null) ? DeliveryCodec.decode(id, value) : null;
					if (delivery != null && query.matches(delivery)) {
						found.add(delivery);
					}
					if (found.size() == query.limit() || ++looks == LOOKS) {
						iterator.prev();
						return new StoredDeliveries(found, isBelow(iterator, prefix) ? id : null);
					}
				}
				iterator.status();
			}
			return new StoredDeliveries(found, null);
		});
	}

	@Override
	public List<StoredDelivery> queued(@Nullable UUID after, int limit) {
		byte[] prefix = DeliveryKeys.ofStatus(Delivery.Status.QUEUED);
		return this.store.read((database) -> {
			ColumnFamilyHandle family = database.family(Family.DELIVERIES);
			List<StoredDelivery> found = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(family)) {
				iterator.seek((after != null) ? Keys.withId(prefix, after) : prefix);
				for (; isBelow(iterator, prefix) && found.size() < limit; iterator.next()) {
					UUID id = DeliveryKeys.idOf(iterator.key());
					byte[] value = database.get(family, DeliveryKeys.delivery(id));
					if (value != null && !id.equals(after)) {
						found.add(DeliveryCodec.decode(id, value));
					}
				}
				iterator.status();
			}
			return found;
		});
	}

	@Override
	public @Nullable UUID lastId() {
		return this.store.read((database) -> {
			try (RocksIterator iterator = database.iterator(database.family(Family.DELIVERIES))) {
				iterator.seekForPrev(Keys.behind(DeliveryKeys.DELIVERY));
				UUID last = isBelow(iterator, DeliveryKeys.DELIVERY) ? DeliveryKeys.idOf(iterator.key()) : null;
				iterator.status();
				return last;
			}
		});
	}

	@Override
	public long keys() {
		return this.changes.keys();
	}

}
