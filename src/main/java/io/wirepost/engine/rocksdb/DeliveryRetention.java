package io.wirepost.engine.rocksdb;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Adds the deletion of old deliveries, keys and broadcasts to a batch. In small portions,
 * since messages wait for the same thread. For the commit thread.
 */
final class DeliveryRetention {

	/** The most of each kind that are dropped at a time. */
	private static final int DROPS = 500;

	/** The most deliveries that are read at a time. */
	private static final int LOOKS = 5_000;

	/** Where to continue the search; null for the beginning. */
	private @Nullable UUID lookedTo;

	private @Nullable UUID lookedToAfter;

	/**
	 * Drops as {@link DeliveryStore.Change.Drop} says; returns whether there may be more.
	 */
	boolean drop(Database database, WriteBatch batch, DeliveryChanges changes, DeliveryStore.Change.Drop drop)
			throws RocksDBException {
		boolean more = dropKeys(database, batch, changes, drop.keysBefore());
		more |= dropBroadcasts(database, batch, drop.before());
		more |= dropDeliveries(database, batch, changes, drop);
		return more;
	}

	/**
	 * Continues where the last search stopped, and starts over at the end: deliveries
	 * that are running or have a key are read again each time, but never all at once.
	 */
	private boolean dropDeliveries(Database database, WriteBatch batch, DeliveryChanges changes,
			DeliveryStore.Change.Drop drop) throws RocksDBException {
		MessageId oldest = MessageId.firstOf(drop.before().toEpochMilli());
		long tooMany = changes.deliveriesAfter() - drop.most();
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		UUID from = this.lookedTo;
		this.lookedToAfter = null;
		int dropped = 0;
		try (RocksIterator iterator = database.iterator(family)) {
			int looks = 0;
			iterator.seek((from != null) ? DeliveryKeys.delivery(from) : DeliveryKeys.DELIVERY);
			for (; RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.DELIVERY); iterator.next()) {
				UUID id = DeliveryKeys.idOf(iterator.key());
				if (!DeliveryChanges.isBefore(id, oldest) && dropped >= tooMany) {
					break;
				}
				if (dropped == DROPS || looks++ == LOOKS) {
					this.lookedToAfter = id;
					// If nothing can be dropped yet, the next sweep is soon enough.
					return dropped > 0;
				}
				StoredDelivery delivery = DeliveryCodec.decode(id, iterator.value());
				if (delivery.status() != Delivery.Status.QUEUED && !changes.hasKey(database, id)) {
					changes.delete(database, batch, delivery);
					dropped++;
				}
			}
			iterator.status();
		}
		return false;
	}

	private static boolean dropKeys(Database database, WriteBatch batch, DeliveryChanges changes, Instant before)
			throws RocksDBException {
		byte[] end = Keys.withId(DeliveryKeys.KEY_OF, MessageId.firstOf(before.toEpochMilli()).value());
		int dropped = 0;
		try (RocksIterator iterator = database.iterator(database.family(Family.DELIVERIES))) {
			iterator.seek(DeliveryKeys.KEY_OF);
			for (; dropped < DROPS && RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.KEY_OF)
					&& Arrays.compareUnsigned(iterator.key(), end) < 0; iterator.next()) {
				changes.deleteKey(database, batch, DeliveryKeys.idOf(iterator.key()));
				dropped++;
			}
			iterator.status();
		}
		return dropped == DROPS;
	}

	private static boolean dropBroadcasts(Database database, WriteBatch batch, Instant before) throws RocksDBException {
		byte[] end = DeliveryKeys.broadcast(MessageId.firstOf(before.toEpochMilli()).value());
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		int dropped = 0;
		try (RocksIterator iterator = database.iterator(family); RocksIterator parts = database.iterator(family)) {
			iterator.seek(DeliveryKeys.BROADCAST);
			for (; dropped < DROPS && RocksDbDeliveryStore.isBelow(iterator, DeliveryKeys.BROADCAST)
					&& Arrays.compareUnsigned(iterator.key(), end) < 0; iterator.next()) {
				byte[] prefix = DeliveryKeys.ofBroadcast(DeliveryKeys.idOf(iterator.key()));
				parts.seek(prefix);
				if (!RocksDbDeliveryStore.isBelow(parts, prefix)) {
					batch.delete(family, iterator.key());
					dropped++;
				}
				parts.status();
			}
			iterator.status();
		}
		return dropped == DROPS;
	}

	/** The batch is durable: the next search continues after it. */
	void written() {
		this.lookedTo = this.lookedToAfter;
	}

}
