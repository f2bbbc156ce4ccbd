package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** Deliveries in RocksDB, under {@link DeliveryKeys}. */
final class RocksDbDeliveryStore implements DeliveryStore {

	/** A page ends when it has looked at so many that the filter leaves out. */
	private static final int LOOKS = 10_000;

	private static final byte[] NO_VALUE = {};

	private final RocksDbStore store;

	private final DeliveryRetention retention;

	RocksDbDeliveryStore(RocksDbStore store) {
		this.store = store;
		this.retention = new DeliveryRetention(store);
	}

	static boolean isBelow(RocksIterator iterator, byte[] prefix) {
		return iterator.isValid() && DeliveryKeys.startsWith(iterator.key(), prefix);
	}

	@Override
	public void write(List<? extends Change> changes) {
		Map<String, UUID> used = new HashMap<>();
		List<UUID> unused = new ArrayList<>();
		this.store.write("Deliveries", (database, batch) -> {
			ColumnFamilyHandle family = database.family(Family.DELIVERIES);
			for (Change change : changes) {
				write(family, batch, change);
				if (change instanceof Change.Add add && add.key() != null) {
					used.put(add.key().key(), add.delivery().id());
				}
				else if (change instanceof Change.Remove remove
						&& deleteKey(database, batch, remove.delivery().id(), used)) {
					unused.add(remove.delivery().id());
				}
			}
		});
		for (Change change : changes) {
			if (change instanceof Change.Add add) {
				this.retention.count(1, (add.key() != null) ? 1 : 0);
			}
			else if (change instanceof Change.Remove) {
				this.retention.count(-1, 0);
			}
		}
		this.retention.count(0, -unused.size());
	}

	/**
	 * Deletes the key of a delivery, unless it has come to name a later one.
	 * @param used which keys the same batch gives to which deliveries
	 * @return false if the delivery has no key
	 */
	static boolean deleteKey(Database database, WriteBatch batch, UUID id, Map<String, UUID> used)
			throws RocksDBException {
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		byte[] name = database.get(family, DeliveryKeys.keyOf(id));
		if (name == null) {
			return false;
		}
		String key = new String(name, StandardCharsets.UTF_8);
		byte[] now = database.get(family, DeliveryKeys.usedKey(key));
		if (!used.containsKey(key) && now != null && DeliveryCodec.decodeKey(key, now).delivery().equals(id)) {
			batch.delete(family, DeliveryKeys.usedKey(key));
		}
		batch.delete(family, DeliveryKeys.keyOf(id));
		return true;
	}

	private static void write(ColumnFamilyHandle family, WriteBatch batch, Change change) throws RocksDBException {
		if (change instanceof Change.Add add) {
			put(family, batch, add.delivery());
			if (add.delivery().device() != null) {
				batch.put(family, Keys.withId(DeliveryKeys.ofDevice(add.delivery().device()), add.delivery().id()),
						NO_VALUE);
			}
			if (add.outgoing() != null) {
				batch.put(family, DeliveryKeys.outgoing(add.delivery().id()), DeliveryCodec.encode(add.outgoing()));
			}
			if (add.key() != null) {
				batch.put(family, DeliveryKeys.usedKey(add.key().key()), DeliveryCodec.encode(add.key()));
				batch.put(family, DeliveryKeys.keyOf(add.delivery().id()),
						add.key().key().getBytes(StandardCharsets.UTF_8));
			}
		}
		else if (change instanceof Change.Update update) {
			if (update.delivery().status() != Delivery.Status.QUEUED) {
				batch.delete(family,
						Keys.withId(DeliveryKeys.ofStatus(Delivery.Status.QUEUED), update.delivery().id()));
				batch.delete(family, DeliveryKeys.outgoing(update.delivery().id()));
			}
			put(family, batch, update.delivery());
		}
		else if (change instanceof Change.Remove remove) {
			delete(family, batch, remove.delivery());
		}
		else if (change instanceof Change.AddBroadcast add) {
			batch.put(family, DeliveryKeys.broadcast(add.broadcast().id()), DeliveryCodec.encode(add.broadcast()));
		}
	}

	private static void put(ColumnFamilyHandle family, WriteBatch batch, StoredDelivery delivery)
			throws RocksDBException {
		batch.put(family, DeliveryKeys.delivery(delivery.id()), DeliveryCodec.encode(delivery));
		batch.put(family, Keys.withId(DeliveryKeys.ofStatus(delivery.status()), delivery.id()), NO_VALUE);
		if (delivery.broadcast() != null) {
			batch.put(family, Keys.withId(DeliveryKeys.ofBroadcast(delivery.broadcast()), delivery.id()),
					new byte[] { DeliveryKeys.code(delivery.status()) });
		}
	}

	/** Deletes a delivery, but for its key. */
	static void delete(ColumnFamilyHandle family, WriteBatch batch, StoredDelivery delivery) throws RocksDBException {
		UUID id = delivery.id();
		batch.delete(family, DeliveryKeys.delivery(id));
		batch.delete(family, Keys.withId(DeliveryKeys.ofStatus(delivery.status()), id));
		batch.delete(family, DeliveryKeys.outgoing(id));
		if (delivery.device() != null) {
			batch.delete(family, Keys.withId(DeliveryKeys.ofDevice(delivery.device()), id));
		}
		if (delivery.broadcast() != null) {
			batch.delete(family, Keys.withId(DeliveryKeys.ofBroadcast(delivery.broadcast()), id));
		}
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
					statuses.merge(DeliveryKeys.status(iterator.value()[0]), 1L, Long::sum);
				}
				iterator.status();
			}
			return statuses;
		});
	}

	@Override
	public Page list(DeliveryQuery query) {
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
						return new Page(found, isBelow(iterator, prefix) ? id : null);
					}
				}
				iterator.status();
			}
			return new Page(found, null);
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
	public @Nullable UUID last() {
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
		return this.retention.keys();
	}

	@Override
	public long drop(Instant before, long most, Instant keysBefore) {
		return this.retention.drop(before, most, keysBefore);
	}

}
