package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.engine.json.DeliveryJson;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Adds changes of deliveries to a batch, under {@link DeliveryKeys}. Their counts are
 * written with each batch, so that records are never counted. For the commit thread; only
 * {@link #keys()} is safe for all threads.
 */
final class DeliveryChanges {

	private static final byte[] NO_VALUE = {};

	private final DeliveryRetention retention = new DeliveryRetention();

	private long deliveries;

	private volatile long keys;

	private long deliveriesAfter;

	private long keysAfter;

	private long deliveriesBefore;

	private long keysBefore;

	/**
	 * The idempotency keys that the batch changes: to which delivery, null for removed.
	 */
	private final Map<String, @Nullable UsedKey> keysOfBatch = new HashMap<>();

	/** Deliveries whose keys the batch removes. */
	private final Set<UUID> withoutKey = new HashSet<>();

	DeliveryChanges(RocksDbStore store) {
		byte[] counts = store.read((database) -> database.get(database.family(Family.DELIVERIES), DeliveryKeys.COUNTS));
		if (counts != null) {
			ByteBuffer source = ByteBuffer.wrap(counts);
			this.deliveries = source.getLong();
			this.keys = source.getLong();
		}
	}

	/** The number of stored keys. */
	long keys() {
		return this.keys;
	}

	void begin() {
		this.keysOfBatch.clear();
		this.withoutKey.clear();
		this.deliveriesAfter = this.deliveries;
		this.keysAfter = this.keys;
	}

	/** Marks the beginning of a submission, which may be rolled back. */
	void mark() {
		this.deliveriesBefore = this.deliveriesAfter;
		this.keysBefore = this.keysAfter;
	}

	/** Rolls back to the mark. */
	void rollBack() {
		this.deliveriesAfter = this.deliveriesBefore;
		this.keysAfter = this.keysBefore;
	}

	DeliveryStore.Outcome add(Database database, WriteBatch batch, DeliveryStore.Change change)
			throws RocksDBException {
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		if (change instanceof DeliveryStore.Change.Add add) {
			return add(database, batch, add);
		}
		else if (change instanceof DeliveryStore.Change.Update update) {
			UUID id = update.delivery().id();
			if (update.delivery().status() != Delivery.Status.QUEUED) {
				batch.delete(family, Keys.withId(DeliveryKeys.ofStatus(Delivery.Status.QUEUED), id));
				batch.delete(family, DeliveryKeys.outgoing(id));
			}
			put(family, batch, update.delivery());
		}
		else if (change instanceof DeliveryStore.Change.Remove remove) {
			delete(database, batch, remove.delivery());
			deleteKey(database, batch, remove.delivery().id());
		}
		else if (change instanceof DeliveryStore.Change.AddBroadcast add) {
			batch.put(family, DeliveryKeys.broadcast(add.broadcast().id()), DeliveryCodec.encode(add.broadcast()));
		}
		else if (change instanceof DeliveryStore.Change.Drop drop) {
			return new DeliveryStore.Dropped(this.retention.drop(database, batch, this, drop));
		}
		return DeliveryStore.Stored.STORED;
	}

	private DeliveryStore.Outcome add(Database database, WriteBatch batch, DeliveryStore.Change.Add add)
			throws RocksDBException {
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		UUID id = add.delivery().id();
		UsedKey key = add.key();
		if (key != null) {
			UsedKey before = find(database, key.key());
			if (before != null && !before.delivery().equals(id) && before.isInForce(id)) {
				return new DeliveryStore.KeyTaken(before);
			}
			batch.put(family, DeliveryKeys.usedKey(key.key()), DeliveryCodec.encode(key));
			batch.put(family, DeliveryKeys.keyOf(id), key.key().getBytes(StandardCharsets.UTF_8));
		}
		put(family, batch, add.delivery());
		if (add.delivery().device() != null) {
			batch.put(family, Keys.withId(DeliveryKeys.ofDevice(add.delivery().device()), id), NO_VALUE);
		}
		if (add.outgoing() != null) {
			batch.put(family, DeliveryKeys.outgoing(id), DeliveryCodec.encode(add.outgoing()));
		}
		if (key != null) {
			this.keysOfBatch.put(key.key(), key);
			this.keysAfter++;
		}
		this.deliveriesAfter++;
		return DeliveryStore.Stored.STORED;
	}

	private @Nullable UsedKey find(Database database, String key) throws RocksDBException {
		if (this.keysOfBatch.containsKey(key)) {
			return this.keysOfBatch.get(key);
		}
		byte[] value = database.get(database.family(Family.DELIVERIES), DeliveryKeys.usedKey(key));
		return (value != null) ? DeliveryCodec.decodeKey(key, value) : null;
	}

	private static void put(ColumnFamilyHandle family, WriteBatch batch, StoredDelivery delivery)
			throws RocksDBException {
		batch.put(family, DeliveryKeys.delivery(delivery.id()), DeliveryCodec.encode(delivery));
		batch.put(family, Keys.withId(DeliveryKeys.ofStatus(delivery.status()), delivery.id()), NO_VALUE);
		if (delivery.broadcast() != null) {
			batch.put(family, Keys.withId(DeliveryKeys.ofBroadcast(delivery.broadcast()), delivery.id()),
					new byte[] { DeliveryJson.code(delivery.status()) });
		}
	}

	/** Deletes a delivery, but not its key. */
	void delete(Database database, WriteBatch batch, StoredDelivery delivery) throws RocksDBException {
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
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
		this.deliveriesAfter--;
	}

	/** Deletes the key of a delivery, unless it was reused for a later delivery. */
	void deleteKey(Database database, WriteBatch batch, UUID id) throws RocksDBException {
		ColumnFamilyHandle family = database.family(Family.DELIVERIES);
		byte[] name = database.get(family, DeliveryKeys.keyOf(id));
		if (name == null) {
			return;
		}
		String key = new String(name, StandardCharsets.UTF_8);
		UsedKey now = find(database, key);
		if (now != null && now.delivery().equals(id)) {
			this.keysOfBatch.put(key, null);
			batch.delete(family, DeliveryKeys.usedKey(key));
		}
		batch.delete(family, DeliveryKeys.keyOf(id));
		this.withoutKey.add(id);
		this.keysAfter--;
	}

	/** Whether a delivery still has a key. */
	boolean hasKey(Database database, UUID id) throws RocksDBException {
		return !this.withoutKey.contains(id)
				&& database.get(database.family(Family.DELIVERIES), DeliveryKeys.keyOf(id)) != null;
	}

	/** The number of deliveries including this batch. */
	long deliveriesAfter() {
		return this.deliveriesAfter;
	}

	void finish(Database database, WriteBatch batch) throws RocksDBException {
		if (this.deliveriesAfter != this.deliveries || this.keysAfter != this.keys) {
			batch.put(database.family(Family.DELIVERIES), DeliveryKeys.COUNTS,
					ByteBuffer.allocate(16).putLong(this.deliveriesAfter).putLong(this.keysAfter).array());
		}
	}

	void written() {
		this.deliveries = this.deliveriesAfter;
		this.keys = this.keysAfter;
		this.retention.written();
	}

	/** Whether the time in an id is before a time. */
	static boolean isBefore(UUID id, MessageId bound) {
		return new MessageId(id).compareTo(bound) < 0;
	}

}
