package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.StoredDevice;
import io.wirepost.message.DeviceId;

/** Reads devices from PostgreSQL. {@link DeviceRows} writes them. */
final class PostgresDeviceStore implements DeviceStore {

	private static final String WHAT = "The devices";

	private final PostgresDatabase database;

	private final TableCount count;

	PostgresDeviceStore(PostgresDatabase database, TableCount count) {
		this.database = database;
		this.count = count;
	}

	@Override
	public Optional<StoredDevice> find(DeviceId id) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT id, record FROM device WHERE id = ?")) {
				select.setString(1, id.value());
				try (ResultSet row = select.executeQuery()) {
					return row.next() ? Optional.of(DeviceRows.read(row)) : Optional.empty();
				}
			}
		});
	}

	@Override
	public StoredDevices list(Query query) {
		if (query.tag() != null && query.tag().indexOf(0) >= 0) {
			return new StoredDevices(List.of(), null);
		}
		return this.database.read(WHAT, (connection) -> {
			List<StoredDevice> devices = new ArrayList<>();
			try (PreparedStatement select = connection.prepareStatement((query.tag() != null)
					// Kept apart, or the planner would look for the tag among all in
					// their order.
					? "SELECT id, record FROM (SELECT id, record FROM device WHERE id > ? "
							+ "AND tags @> ARRAY[CAST(? AS text)] OFFSET 0) AS tagged ORDER BY id LIMIT ?"
					: "SELECT id, record FROM device WHERE id > ? ORDER BY id LIMIT ?")) {
				int index = 1;
				select.setString(index++, (query.after() != null) ? query.after().value() : "");
				if (query.tag() != null) {
					select.setString(index++, query.tag());
				}
				select.setLong(index, query.limit() + 1L);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						devices.add(DeviceRows.read(row));
					}
				}
			}
			boolean more = devices.size() > query.limit();
			List<StoredDevice> items = more ? devices.subList(0, query.limit()) : devices;
			return new StoredDevices(items, more ? items.get(items.size() - 1).id() : null);
		});
	}

	@Override
	public long count() {
		return this.count.value();
	}

}
