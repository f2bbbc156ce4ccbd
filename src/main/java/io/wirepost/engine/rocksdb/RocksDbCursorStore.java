package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.forward.CursorStore;
import io.wirepost.message.Position;

/** Cursors in RocksDB, under the bytes of their names: a version, and the id. */
final class RocksDbCursorStore implements CursorStore {

	private static final byte VERSION = 1;

	private static final int SIZE = 1 + 16;

	private final RocksDbStore store;

	RocksDbCursorStore(RocksDbStore store) {
		this.store = store;
	}

	@Override
	public Optional<Position> find(String name) {
		byte[] value = this.store.read((database) -> database.get(database.family(Family.CURSORS), key(name)));
		return Optional.ofNullable((value != null) ? decode(name, value) : null);
	}

	private static Position decode(String name, byte[] value) {
		if (value[0] != VERSION || value.length != SIZE) {
			throw new IllegalStateException("Cursor %s is stored in the unknown format %d".formatted(name, value[0]));
		}
		ByteBuffer id = ByteBuffer.wrap(value, 1, SIZE - 1);
		return new Position(new UUID(id.getLong(), id.getLong()));
	}

	@Override
	public void save(String name, Position cursor) {
		byte[] value = Keys.withId(new byte[] { VERSION }, cursor.value());
		this.store.write("The cursor",
				(database, batch) -> batch.put(database.family(Family.CURSORS), key(name), value));
	}

	@Override
	public void remove(String name) {
		this.store.write("The cursor", (database, batch) -> batch.delete(database.family(Family.CURSORS), key(name)));
	}

	private static byte[] key(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

}
