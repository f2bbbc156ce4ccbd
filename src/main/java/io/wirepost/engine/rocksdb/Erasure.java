package io.wirepost.engine.rocksdb;

import java.util.Set;
import java.util.TreeSet;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Removes one device's messages, some at a time, oldest first: neither memory nor the
 * time of one write depends on their number, and other writes come between. For one
 * thread.
 */
final class Erasure {

	/** The messages removed with one write. */
	static final int STEP = 1_000;

	private final byte[] prefix;

	private final byte[] latest;

	private final MessageId last;

	private final Set<Long> segments = new TreeSet<>();

	private @Nullable MessageId done;

	private long erased;

	/**
	 * @param last the last message to remove; later ones stay
	 */
	Erasure(DeviceId device, MessageId last) {
		this.prefix = Keys.ofDevice(device);
		this.latest = Keys.latestOfDevice(device);
		this.last = last;
	}

	/**
	 * Removes the next messages. Durable on return.
	 * @return false if there were none
	 */
	boolean step(Database database) throws RocksDBException {
		for (Segment segment : database.segments()) {
			if (isAhead(segment.statistics()) && segment.retain()) {
				try {
					if (step(database, segment)) {
						return true;
					}
				}
				finally {
					segment.release();
				}
			}
		}
		return false;
	}

	private boolean isAhead(SegmentStatistics statistics) {
		MessageId end = statistics.last();
		return end != null && (this.done == null || end.compareTo(this.done) > 0);
	}

	private boolean step(Database database, Segment segment) throws RocksDBException {
		try (WriteBatch batch = new WriteBatch(); RocksIterator iterator = database.iterator(segment.index())) {
			MessageId reached = this.done;
			int found = 0;
			// Not from the beginning: the tombstones of deleted messages would be read
			// again each time.
			iterator.seek((reached != null) ? Keys.withId(this.prefix, reached.value()) : this.prefix);
			for (; iterator.isValid() && found < STEP; iterator.next()) {
				byte[] key = iterator.key();
				if (!Keys.startsWith(key, this.prefix) || Keys.idOf(key).compareTo(this.last) > 0) {
					break;
				}
				reached = Keys.idOf(key);
				batch.delete(segment.index(), key);
				batch.delete(segment.messages(), Keys.ofMessage(reached.value()));
				found++;
			}
			iterator.status();
			if (found == 0) {
				return false;
			}
			removeLatest(batch, segment, iterator);
			database.writeWhereThere(batch);
			this.done = reached;
			this.erased += found;
			this.segments.add(segment.number());
			return true;
		}
	}

	/** Removes the entries of newest messages that are erased. */
	private void removeLatest(WriteBatch batch, Segment segment, RocksIterator iterator) throws RocksDBException {
		for (iterator.seek(this.latest); iterator.isValid(); iterator.next()) {
			byte[] key = iterator.key();
			if (!Keys.isBelow(key, this.latest)) {
				break;
			}
			if (Keys.idOf(iterator.value()).compareTo(this.last) <= 0) {
				batch.delete(segment.index(), key);
			}
		}
		iterator.status();
	}

	/** How many messages were removed. */
	long erased() {
		return this.erased;
	}

	/** The numbers of their segments. */
	Set<Long> segments() {
		return this.segments;
	}

}
