package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tools.jackson.databind.json.JsonMapper;

/**
 * Encodes open presences: under the connection's id and the device's, a version and JSON.
 */
final class PresenceCodec {

	private static final byte VERSION = 1;

	private static final int ID = 16;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private PresenceCodec() {
	}

	/** Adds a change to a batch. */
	static void add(ColumnFamilyHandle family, WriteBatch batch, PresenceStore.Change change) throws RocksDBException {
		if (change instanceof PresenceStore.Change.Opened opened) {
			batch.put(family, key(opened.presence()), value(opened.presence()));
		}
		else if (change instanceof PresenceStore.Change.Ended ended) {
			batch.delete(family, key(ended.presence()));
		}
	}

	private static byte[] key(OpenPresence presence) {
		byte[] device = Keys.bytes(presence.device());
		return ByteBuffer.allocate(ID + device.length)
			.putLong(presence.connectionId().getMostSignificantBits())
			.putLong(presence.connectionId().getLeastSignificantBits())
			.put(device)
			.array();
	}

	private static byte[] value(OpenPresence presence) {
		byte[] json = JSON.writeValueAsBytes(new StoredPresence(presence.listener(), presence.remoteAddress()));
		return ByteBuffer.allocate(1 + json.length).put(VERSION).put(json).array();
	}

	static OpenPresence decode(byte[] key, byte[] value) {
		ByteBuffer id = ByteBuffer.wrap(key);
		UUID connection = new UUID(id.getLong(), id.getLong());
		if (value[0] != VERSION) {
			throw new IllegalStateException(
					"The presence on connection %s is stored in the unknown format %d".formatted(connection, value[0]));
		}
		StoredPresence stored = JSON.readValue(Arrays.copyOfRange(value, 1, value.length), StoredPresence.class);
		return new OpenPresence(connection, new DeviceId(new String(key, ID, key.length - ID, StandardCharsets.UTF_8)),
				stored.listener(), stored.remoteAddress());
	}

	/** The stored form. */
	record StoredPresence(@Nullable String listener, String remoteAddress) {
	}

}
