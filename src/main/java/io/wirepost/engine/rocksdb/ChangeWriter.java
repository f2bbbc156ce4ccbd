package io.wirepost.engine.rocksdb;

import java.util.List;

import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.device.DeviceStore;
import io.wirepost.journal.Change;
import io.wirepost.journal.Submission;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the changes of all features to a batch, and answers them. For the commit thread.
 */
final class ChangeWriter {

	private static final Logger log = LoggerFactory.getLogger(ChangeWriter.class);

	private final DeliveryChanges deliveries;

	private final DeviceChanges devices;

	ChangeWriter(DeliveryChanges deliveries, DeviceChanges devices) {
		this.deliveries = deliveries;
		this.devices = devices;
	}

	/** Begins a batch; discards one that was not written. */
	void begin() {
		this.deliveries.begin();
		this.devices.begin();
	}

	void add(Database database, WriteBatch target, List<Submission> submissions) throws RocksDBException {
		for (Submission submission : submissions) {
			submission.begin();
			target.setSavePoint();
			this.deliveries.mark();
			this.devices.mark();
			try {
				for (Change change : submission.changes()) {
					submission.answer(add(database, target, change));
				}
				target.popSavePoint();
			}
			catch (RuntimeException ex) {
				// A fault of one must not prevent the others from being written.
				log.debug("{} changes are left out of the batch", submission.changes().size(), ex);
				target.rollbackToSavePoint();
				this.deliveries.rollBack();
				this.devices.rollBack();
				submission.fail(ex);
			}
		}
		if (!submissions.isEmpty()) {
			this.deliveries.finish(database, target);
			this.devices.finish(database, target);
		}
	}

	private Object add(Database database, WriteBatch target, Change change) throws RocksDBException {
		if (change instanceof DeliveryStore.Change delivery) {
			return this.deliveries.add(database, target, delivery);
		}
		if (change instanceof DeviceStore.Change device) {
			return this.devices.add(database, target, device);
		}
		if (change instanceof PresenceStore.Change presence) {
			PresenceCodec.add(database.family(Family.PRESENCE), target, presence);
			return presence;
		}
		throw new IllegalArgumentException("RocksDB cannot store a " + change.getClass().getName());
	}

	/** The batch is durable. */
	void written() {
		this.deliveries.written();
		this.devices.written();
	}

}
