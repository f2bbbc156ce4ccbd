package io.wirepost.engine.rocksdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksIterator;

/**
 * Drops deliveries, keys and broadcasts that are old, in portions. For the one thread
 * that writes deliveries; only {@link #keys()} is for all.
 */
final class DeliveryRetention {

	/** At most so many are dropped at a time. */
	private static final int DROPS = 5_000;

	/** At most so many are looked at in a time. */
	private static final int LOOKS = 50_000;

	private final RocksDbStore store;

	private final AtomicLong keys = new AtomicLong();

	private long deliveries;

	/** Counting takes its time, so it is not done at the start. */
	private boolean counted;

	/** Where to look on for what is old; null for the beginning. */
	private @Nullable UUID lookedTo;

	DeliveryRetention(RocksDbStore store) {
		this.store = store;
	}

	/** How many keys are kept. */
	long keys() {
		return this.keys.get();
	}

	/** Deliveries and keys were added, or taken away. */
	void count(int deliveries, int keys) {
		this.deliveries += deliveries;
		this.keys.addAndGet(keys);
	}

	/** As {@link io.wirepost.delivery.DeliveryStore#drop} has it. */
	long drop(Instant before, long most, Instant keysBefore) {
		if (!this.counted) {
			this.deliveries = countAll(DeliveryKeys.DELIVERY);
			this.keys.set(countAll(DeliveryKeys.KEY_OF));
			this.counted = true;
		}
		dropKeys(keysBefore);
		dropBroadcasts(before);
		List<StoredDelivery> old = old(before, most);
		if (!old.isEmpty()) {
			this.store.write("Deliveries", (database, batch) -> {
				for (StoredDelivery delivery : old) {
					RocksDbDeliveryStore.delete(database.family(Family.DELIVERIES), batch, delivery);
				}
			});
			this.deliveries -= old.size();
		}
		return old.size();
	}

	private long countAll(byte[] prefix) {
		return this.store.read((database) -> {
			long count = 0;
			try (RocksIterator iterator = database.iterator(database.family(Family.DELIVERIES))) {
				for (iterator.seek(prefix); RocksDbDeliveryStore.isBelow(iterator, prefix); iterator.next()) {
					count++;
				}
				iterator.status();
			}
			return count;
		});
	}

	/**
	 * Looks on from where it stopped the last time, and begins anew at the end: what has
	 * not ended, or has a key, is looked at again and again, but never all at once.
	 */
	private List<StoredDelivery> old(Instant before, long most) {
		MessageId oldest = MessageId.firstOf(before.toEpochMilli());
		long tooMany = this.deliveries - most;
		return this.store.read((database) -> {
			ColumnFamilyHandle family = database.family(Family.DELIVERIES);
			List<StoredDelivery> old = new ArrayList<>();
			UUID from = this.lookedTo;
			this.lookedTo = null;
			try (RocksIterator iterator = database.iterator(family)) {
				int looks = 0;
				iterator.seek((from != null) ? DeliveryKeys.delivery(from) : DeliveryKeys.DELIVERY);
				for (; RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.DELIVERY); iterator.next()) {
					UUID id = DeliveryKeys.idOf(iterator.key());
					if (new MessageId(id).compareTo(oldest) >= 0 && old.size() >= tooMany) {
						break;
					}
					if (old.size() == DROPS || looks++ == LOOKS) {
						this.lookedTo = id;
						break;
					}
					StoredDelivery delivery = DeliveryCodec.decode(id, iterator.value());
					if (delivery.status() != Delivery.Status.QUEUED
							&& database.get(family, DeliveryKeys.keyOf(id)) == null) {
						old.add(delivery);
					}
				}
				iterator.status();
			}
			return old;
		});
	}

	private void dropKeys(Instant before) {
		byte[] end = Keys.withId(DeliveryKeys.KEY_OF, MessageId.firstOf(before.toEpochMilli()).value());
		List<UUID> old = this.store.read((database) -> {
			List<UUID> found = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DELIVERIES))) {
				iterator.seek(DeliveryKeys.KEY_OF);
				for (; RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.KEY_OF)
						&& Arrays.compareUnsigned(iterator.key(), end) < 0 && found.size() < DROPS; iterator.next()) {
					found.add(DeliveryKeys.idOf(iterator.key()));
				}
				iterator.status();
			}
			return found;
		});
		if (old.isEmpty()) {
			return;
		}
		this.store.write("Deliveries", (database, batch) -> {
			for (UUID delivery : old) {
				RocksDbDeliveryStore.deleteKey(database, batch, delivery, Map.of());
			}
		});
		this.keys.addAndGet(-old.size());
	}

	private void dropBroadcasts(Instant before) {
		byte[] end = DeliveryKeys.broadcast(MessageId.firstOf(before.toEpochMilli()).value());
		List<byte[]> old = this.store.read((database) -> {
			List<byte[]> found = new ArrayList<>();
			ColumnFamilyHandle family = database.family(Family.DELIVERIES);
			try (RocksIterator iterator = database.iterator(family); RocksIterator parts = database.iterator(family)) {
				iterator.seek(DeliveryKeys.BROADCAST);
				for (; RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.BROADCAST)
						&& Arrays.compareUnsigned(iterator.key(), end) < 0 && found.size() < DROPS; iterator.next()) {
					byte[] prefix = DeliveryKeys.ofBroadcast(DeliveryKeys.idOf(iterator.key()));
					parts.seek(prefix);
					if (!RocksDbDeliveryStore.isBelow(parts, prefix)) {
						found.add(iterator.key());
					}
					parts.status();
				}
				iterator.status();
			}
			return found;
		});
		if (!old.isEmpty()) {
			this.store.write("Deliveries", (database, batch) -> {
				for (byte[] key : old) {
					batch.delete(database.family(Family.DELIVERIES), key);
				}
			});
		}
	}

}
