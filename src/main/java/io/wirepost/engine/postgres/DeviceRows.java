package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.StoredDevice;
import io.wirepost.engine.json.DeviceJson;
import io.wirepost.message.DeviceId;

/** The rows of devices that a batch changes. For the commit thread. */
final class DeviceRows {

	private final Overlay<DeviceId, StoredDevice> devices = new Overlay<>();

	private final TableCount count;

	DeviceRows(TableCount count) {
		this.count = count;
	}

	/** Begins a batch, and locks the devices that it may change. */
	void begin(Connection connection, List<DeviceStore.Change> changes) throws SQLException {
		this.devices.clear();
		if (changes.isEmpty()) {
			return;
		}
		try (PreparedStatement select = connection
			.prepareStatement("SELECT id, record FROM device WHERE id = ANY (?) ORDER BY id FOR UPDATE")) {
			select.setArray(1, connection.createArrayOf("text",
					changes.stream().map((change) -> change.id().value()).distinct().toArray()));
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					StoredDevice device = read(row);
					this.devices.stored(device.id(), device);
				}
			}
		}
	}

	/** Reads a row of an id and a record. */
	static StoredDevice read(ResultSet row) throws SQLException {
		return DeviceJson.read(new DeviceId(row.getString(1)), row.getString(2).getBytes(StandardCharsets.UTF_8), 0);
	}

	/** Adds a change of the submission that is being added. */
	DeviceStore.Changed add(DeviceStore.Change change) {
		DeviceId id = change.id();
		StoredDevice before = this.devices.get(id);
		StoredDevice after = change.apply(before);
		if (before == null && after != null && change instanceof DeviceStore.Change.Seen
				&& this.count.after() >= DeviceStore.MOST) {
			after = null;
		}
		if (after == null && before != null) {
			this.devices.delete(id);
		}
		else if (after != null && !after.equals(before)) {
			this.devices.put(id, after);
		}
		return new DeviceStore.Changed(before, after);
	}

	/** Keeps the changes of a submission. */
	void keep() {
		this.devices.keep();
	}

	/** Discards the changes of a submission. */
	void discard() {
		this.devices.discard();
	}

	/**
	 * Writes the rows.
	 * @return whether there were any
	 */
	boolean write(Connection connection) throws SQLException {
		List<StoredDevice> fresh = new ArrayList<>();
		List<StoredDevice> again = new ArrayList<>();
		for (Map.Entry<DeviceId, Optional<StoredDevice>> one : this.devices.changed().entrySet()) {
			one.getValue().ifPresent((this.devices.isStored(one.getKey()) ? again : fresh)::add);
		}
		if (!fresh.isEmpty() && put(connection, fresh,
				"INSERT INTO device (id, tags, record) SELECT id, string_to_array(tags, ' '), record::json "
						+ "FROM unnest(?::text[], ?::text[], ?::text[]) AS n (id, tags, record) "
						+ "ON CONFLICT DO NOTHING") < fresh.size()) {
			throw PostgresDatabase.disturbed("a device");
		}
		if (!again.isEmpty()) {
			put(connection, again,
					"UPDATE device AS d SET tags = string_to_array(n.tags, ' '), record = n.record::json "
							+ "FROM unnest(?::text[], ?::text[], ?::text[]) AS n (id, tags, record) WHERE d.id = n.id");
		}
		int removed = Rows.delete(connection, "DELETE FROM device WHERE id = ANY (?)", "text",
				Rows.absent(this.devices.changed()).stream().map(DeviceId::value).toList());
		this.count.add(fresh.size() - removed);
		return !this.devices.changed().isEmpty();
	}

	private static int put(Connection connection, List<StoredDevice> devices, String sql) throws SQLException {
		try (PreparedStatement write = connection.prepareStatement(sql)) {
			write.setArray(1, Rows.array(connection, "text", devices, (one) -> one.id().value()));
			write.setArray(2, tags(connection, devices));
			write.setArray(3, Rows.array(connection, "text", devices,
					(one) -> new String(DeviceJson.write(one), StandardCharsets.UTF_8)));
			return write.executeUpdate();
		}
	}

	/** An array of arrays must be a matrix, so the tags of each are one text. */
	private static Array tags(Connection connection, List<StoredDevice> devices) throws SQLException {
		return Rows.array(connection, "text", devices, (one) -> String.join(" ", one.tags()));
	}

}
