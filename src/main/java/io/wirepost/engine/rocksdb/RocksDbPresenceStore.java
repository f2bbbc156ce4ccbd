package io.wirepost.engine.rocksdb;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.connection.presence.PresenceStore;
import org.rocksdb.RocksIterator;

/** Open presences in RocksDB. {@link ChangeWriter} writes them. */
final class RocksDbPresenceStore implements PresenceStore {

	private final RocksDbStore store;

	RocksDbPresenceStore(RocksDbStore store) {
		this.store = store;
	}

	@Override
	public List<OpenPresence> open() {
		return this.store.read((database) -> {
			List<OpenPresence> open = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.PRESENCE))) {
				for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
					open.add(PresenceCodec.decode(iterator.key(), iterator.value()));
				}
				iterator.status();
			}
			return open;
		});
	}

}
