package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Settings of one kind by their names. Safe for all threads. */
final class SettingRows {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {
	};

	private final PostgresDatabase database;

	private final String kind;

	/** What they are, as in "The listener". */
	private final String what;

	/** Under which lease some are saved; null for none. */
	private final @Nullable Lease lease;

	SettingRows(PostgresDatabase database, String kind, String what) {
		this(database, kind, what, null);
	}

	SettingRows(PostgresDatabase database, String kind, String what, @Nullable Lease lease) {
		this.database = database;
		this.lease = lease;
		this.kind = kind;
		this.what = what;
	}

	void save(String name, Settings settings) {
		String json = JSON.writeValueAsString(settings.values());
		this.database.write(this.what, (connection) -> {
			PostgresLeaseStore.require(connection, this.lease);
			try (PreparedStatement write = connection
				.prepareStatement("INSERT INTO setting (kind, name, settings) VALUES (?, ?, CAST(? AS json)) "
						+ "ON CONFLICT (kind, name) DO UPDATE SET settings = excluded.settings")) {
				write.setString(1, this.kind);
				write.setString(2, name);
				write.setString(3, json);
				return write.executeUpdate();
			}
		});
	}

	void remove(String name) {
		this.database.write(this.what, (connection) -> {
			try (PreparedStatement delete = connection
				.prepareStatement("DELETE FROM setting WHERE kind = ? AND name = ?")) {
				delete.setString(1, this.kind);
				delete.setString(2, name);
				return delete.executeUpdate();
			}
		});
	}

	/** All of them, in the order of their names. */
	Map<String, Settings> list() {
		return this.database.read(this.what, (connection) -> {
			Map<String, Settings> all = new LinkedHashMap<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT name, settings FROM setting WHERE kind = ? ORDER BY name")) {
				select.setString(1, this.kind);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						all.put(row.getString(1), new Settings(JSON.readValue(row.getString(2), VALUES)));
					}
				}
			}
			return all;
		});
	}

}
