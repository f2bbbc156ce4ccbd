package io.wirepost.engine.rocksdb;

import java.util.List;
import java.util.Optional;

import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageReader;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/** Reads messages from RocksDB. */
final class RocksDbMessageReader implements MessageReader {

	private final RocksDbStore store;

	RocksDbMessageReader(RocksDbStore store) {
		this.store = store;
	}

	@Override
	public Optional<DeviceMessage> find(MessageId id) {
		return this.store.read((database) -> new SegmentReader(database).find(id));
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return this.store.read((database) -> new SegmentReader(database).read(query));
	}

	@Override
	public List<DeviceMessage> latest(DeviceId device) {
		return this.store.read((database) -> new SegmentReader(database).latest(device));
	}

	@Override
	public @Nullable Position droppedUpTo() {
		MessageId dropped = this.store.read(Database::droppedUpTo);
		return (dropped != null) ? Position.of(dropped) : null;
	}

}
