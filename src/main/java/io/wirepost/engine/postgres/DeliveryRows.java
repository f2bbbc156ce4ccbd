package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wirepost.delivery.Broadcast;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.engine.json.DeliveryJson;
import org.jspecify.annotations.Nullable;

/**
 * The rows of deliveries that a batch changes, with what is to be sent, their keys and
 * their broadcasts. For the commit thread.
 */
final class DeliveryRows {

	private final Overlay<UUID, StoredDelivery> deliveries = new Overlay<>();

	private final Overlay<UUID, Outgoing> outgoing = new Overlay<>();

	private final Overlay<UUID, Broadcast> broadcasts = new Overlay<>();

	/** Those of {@link #deliveries} that are new. */
	private final Set<UUID> fresh = new HashSet<>();

	private final DeliveryDrop drop = new DeliveryDrop();

	private final KeyRows keys;

	private final TableCount count;

	DeliveryRows(KeyRows keys, TableCount count) {
		this.keys = keys;
		this.count = count;
	}

	/** Begins a batch, and locks the keys that it may change. */
	void begin(Connection connection, List<DeliveryStore.Change> changes) throws SQLException {
		this.deliveries.clear();
		this.outgoing.clear();
		this.broadcasts.clear();
		this.fresh.clear();
		List<String> names = new ArrayList<>();
		List<UUID> removed = new ArrayList<>();
		for (DeliveryStore.Change change : changes) {
			if (change instanceof DeliveryStore.Change.Add add && add.key() != null) {
				names.add(add.key().key());
			}
			else if (change instanceof DeliveryStore.Change.Remove remove) {
				removed.add(remove.delivery().id());
			}
		}
		this.keys.begin(connection, names, removed);
	}

	/** Adds a change of the submission that is being added. */
	DeliveryStore.Outcome add(Connection connection, DeliveryStore.Change change) throws SQLException {
		if (change instanceof DeliveryStore.Change.Add add) {
			return add(add);
		}
		else if (change instanceof DeliveryStore.Change.Update update) {
			StoredDelivery delivery = update.delivery();
			this.deliveries.put(delivery.id(), delivery);
			if (delivery.status() != Delivery.Status.QUEUED) {
				this.outgoing.delete(delivery.id());
			}
		}
		else if (change instanceof DeliveryStore.Change.Remove remove) {
			remove(remove.delivery().id());
		}
		else if (change instanceof DeliveryStore.Change.AddBroadcast add) {
			this.broadcasts.put(add.broadcast().id(), add.broadcast());
		}
		else if (change instanceof DeliveryStore.Change.Drop old) {
			keep();
			write(connection);
			DeliveryDrop.Result result = this.drop.drop(connection, old, this.count.after());
			this.keys.dropped(result.keys());
			this.count.add(-result.deliveries());
			this.keys.read(connection);
			return new DeliveryStore.Dropped(result.more());
		}
		return DeliveryStore.Stored.STORED;
	}

	private DeliveryStore.Outcome add(DeliveryStore.Change.Add add) {
		UUID id = add.delivery().id();
		UsedKey key = add.key();
		if (key != null) {
			UsedKey before = this.keys.find(key.key());
			if (before != null && !before.delivery().equals(id) && before.isInForce(id)) {
				return new DeliveryStore.KeyTaken(before);
			}
			this.keys.put(key);
		}
		this.deliveries.put(id, add.delivery());
		this.fresh.add(id);
		if (add.outgoing() != null) {
			this.outgoing.put(id, add.outgoing());
		}
		return DeliveryStore.Stored.STORED;
	}

	private void remove(UUID id) {
		this.deliveries.delete(id);
		this.outgoing.delete(id);
		this.keys.removeOf(id);
	}

	/** Keeps the changes of a submission. */
	void keep() {
		this.deliveries.keep();
		this.outgoing.keep();
		this.keys.keep();
		this.broadcasts.keep();
	}

	/** Discards the changes of a submission. */
	void discard() {
		this.deliveries.discard();
		this.outgoing.discard();
		this.keys.discard();
		this.broadcasts.discard();
	}

	/**
	 * Writes the rows.
	 * @return whether there were any
	 */
	boolean write(Connection connection) throws SQLException {
		boolean any = this.keys.write(connection);
		any |= writeDeliveries(connection);
		any |= writeOutgoing(connection);
		any |= writeBroadcasts(connection);
		this.deliveries.written();
		this.outgoing.written();
		this.broadcasts.written();
		return any;
	}

	private boolean writeDeliveries(Connection connection) throws SQLException {
		List<StoredDelivery> put = Rows.present(this.deliveries.changed());
		if (!put.isEmpty()) {
			try (PreparedStatement write = connection.prepareStatement(
					"INSERT INTO delivery (id, device, status, broadcast, owner, epoch, record, begun, expires_at) "
							+ "SELECT id, device, status, broadcast, owner, epoch, record::json, begun, expires_at::timestamptz "
							+ "FROM unnest(?::uuid[], ?::text[], ?::smallint[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], "
							+ "?::boolean[], ?::text[]) "
							+ "AS n (id, device, status, broadcast, owner, epoch, record, begun, expires_at) "
							+ "ON CONFLICT (id) DO UPDATE SET status = excluded.status, owner = excluded.owner, "
							+ "epoch = excluded.epoch, record = excluded.record, begun = excluded.begun")) {
				write.setArray(1, Rows.array(connection, "uuid", put, StoredDelivery::id));
				write.setArray(2, Rows.array(connection, "text", put,
						(one) -> (one.device() != null) ? one.device().value() : null));
				write.setArray(3,
						Rows.array(connection, "smallint", put, (one) -> (short) DeliveryJson.code(one.status())));
				write.setArray(4, Rows.array(connection, "uuid", put, StoredDelivery::broadcast));
				write.setArray(5, Rows.array(connection, "text", put, StoredDelivery::owner));
				write.setArray(6, Rows.array(connection, "bigint", put, StoredDelivery::epoch));
				write.setArray(7, Rows.array(connection, "text", put,
						(one) -> new String(DeliveryJson.write(one), StandardCharsets.UTF_8)));
				write.setArray(8, Rows.array(connection, "boolean", put, StoredDelivery::begun));
				write.setArray(9, Rows.array(connection, "text", put,
						(one) -> (one.expiresAt() != null) ? one.expiresAt().toString() : null));
				write.executeUpdate();
			}
		}
		int removed = Rows.delete(connection, "DELETE FROM delivery WHERE id = ANY (?)", "uuid",
				Rows.absent(this.deliveries.changed()));
		this.count.add(put.stream().filter((one) -> this.fresh.contains(one.id())).count() - removed);
		this.fresh.clear();
		return !this.deliveries.changed().isEmpty();
	}

	private boolean writeOutgoing(Connection connection) throws SQLException {
		Map<UUID, Optional<Outgoing>> changed = this.outgoing.changed();
		List<Map.Entry<UUID, Optional<Outgoing>>> put = changed.entrySet()
			.stream()
			.filter((one) -> one.getValue().isPresent())
			.toList();
		if (!put.isEmpty()) {
			try (PreparedStatement write = connection
				.prepareStatement("INSERT INTO outgoing (delivery, charset, payload) "
						+ "SELECT * FROM unnest(?::uuid[], ?::text[], ?::bytea[]) ON CONFLICT (delivery) "
						+ "DO UPDATE SET charset = excluded.charset, payload = excluded.payload")) {
				write.setArray(1, Rows.array(connection, "uuid", put, Map.Entry::getKey));
				write.setArray(2, Rows.array(connection, "text", put, (one) -> charset(one.getValue().orElseThrow())));
				write.setArray(3, payloads(connection, put));
				write.executeUpdate();
			}
		}
		Rows.delete(connection, "DELETE FROM outgoing WHERE delivery = ANY (?)", "uuid", Rows.absent(changed));
		return !changed.isEmpty();
	}

	private static @Nullable String charset(Outgoing outgoing) {
		return (outgoing.charset() != null) ? outgoing.charset().name() : null;
	}

	private static Array payloads(Connection connection, List<Map.Entry<UUID, Optional<Outgoing>>> put)
			throws SQLException {
		return connection.createArrayOf("bytea",
				put.stream().map((one) -> one.getValue().orElseThrow().payload().toByteArray()).toArray(byte[][]::new));
	}

	private boolean writeBroadcasts(Connection connection) throws SQLException {
		List<Broadcast> put = Rows.present(this.broadcasts.changed());
		if (!put.isEmpty()) {
			try (PreparedStatement write = connection
				.prepareStatement("INSERT INTO broadcast (id, created_at, deliveries, failed) "
						+ "SELECT * FROM unnest(?::uuid[], ?::text[], ?::int[], ?::int[]) ON CONFLICT (id) DO NOTHING")) {
				write.setArray(1, Rows.array(connection, "uuid", put, Broadcast::id));
				write.setArray(2, Rows.array(connection, "text", put, (one) -> one.createdAt().toString()));
				write.setArray(3, Rows.array(connection, "int", put, Broadcast::deliveries));
				write.setArray(4, Rows.array(connection, "int", put, Broadcast::failed));
				write.executeUpdate();
			}
		}
		return !put.isEmpty();
	}

}
