package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.ReplicaStore;
import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.SharedQueueStore;
import io.wirepost.delivery.poll.PollStore;
import io.wirepost.device.DeviceStore;
import io.wirepost.engine.Engine;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.journal.BatchStore;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageReader;
import io.wirepost.journal.SteadyTime;
import io.wirepost.protocol.ProtocolStore;

/** Everything in one RocksDB. */
final class RocksDbEngine implements Engine {

	private final RocksDbStore store;

	private final RocksDbBatchStore batches;

	private final DeliveryStore deliveries;

	private final DeviceStore devices;

	private final DeadLetterStore deadLetters;

	private RocksDbEngine(RocksDbStore store, RocksDbBatchStore batches, DeliveryStore deliveries, DeviceStore devices,
			DeadLetterStore deadLetters) {
		this.store = store;
		this.batches = batches;
		this.deliveries = deliveries;
		this.devices = devices;
		this.deadLetters = deadLetters;
	}

	/**
	 * Opens the database, and creates it if there is none.
	 * @throws DataDirectoryException if that is not possible
	 */
	static RocksDbEngine open(Path directory, JournalSettings settings, Clock clock, JournalMeters meters) {
		StoreSizes sizes = StoreSizes.of(settings.retention().size().toBytes());
		RocksDbStore store = RocksDbStore.open(directory, sizes);
		try {
			return open(store, sizes, settings, clock, meters);
		}
		catch (IOException ex) {
			store.close();
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			store.close();
			throw ex;
		}
	}

	private static RocksDbEngine open(RocksDbStore store, StoreSizes sizes, JournalSettings settings, Clock clock,
			JournalMeters meters) throws IOException {
		DeliveryChanges deliveries = new DeliveryChanges(store);
		DeviceChanges devices = new DeviceChanges(store);
		RocksDbDeadLetterStore deadLetters = new RocksDbDeadLetterStore(store);
		BatchWriter writer = new BatchWriter(new ChangeWriter(deliveries, devices), sizes.segment(),
				Retention.segmentAge(settings.retention()).toMillis());
		RocksDbBatchStore batches = new RocksDbBatchStore(store, writer,
				new FreeSpace(store.directory().path(), settings.reserve()), clock)
			.erasingToo(deadLetters::erase)
			.dropping(new Retention(store, settings.retention(), new SteadyTime(clock), meters));
		return new RocksDbEngine(store, batches, new RocksDbDeliveryStore(store, deliveries),
				new RocksDbDeviceStore(store, devices), deadLetters);
	}

	@Override
	public BatchStore batches() {
		return this.batches;
	}

	@Override
	public MessageReader messages() {
		return new RocksDbMessageReader(this.store);
	}

	@Override
	public DeliveryStore deliveries() {
		return this.deliveries;
	}

	@Override
	public DeviceStore devices() {
		return this.devices;
	}

	@Override
	public PresenceStore presences() {
		return new RocksDbPresenceStore(this.store);
	}

	@Override
	public ReplicaStore replicas() {
		return ReplicaStore.NONE;
	}

	@Override
	public OwnerStore owners() {
		return OwnerStore.NONE;
	}

	@Override
	public SharedQueueStore sharedQueues() {
		return SharedQueueStore.NONE;
	}

	@Override
	public ListenerStore listeners() {
		return new RocksDbListenerStore(this.store);
	}

	@Override
	public ProtocolStore protocols() {
		return new RocksDbProtocolStore(this.store);
	}

	@Override
	public PollStore polls() {
		return new RocksDbPollStore(this.store);
	}

	@Override
	public CursorStore cursors() {
		return new RocksDbCursorStore(this.store);
	}

	@Override
	public WebhookStateStore webhookStates() {
		return new RocksDbWebhookStateStore(this.store);
	}

	@Override
	public DeadLetterStore deadLetters() {
		return this.deadLetters;
	}

	@Override
	public void close() {
		this.batches.close();
		this.store.close();
	}

}
