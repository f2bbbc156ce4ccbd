package io.wirepost.engine.postgres;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.ReplicaIdentity;
import io.wirepost.cluster.ReplicaStore;
import io.wirepost.cluster.lease.LeaseStore;
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
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageReader;
import io.wirepost.journal.SteadyTime;
import io.wirepost.protocol.ProtocolStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Everything in one PostgreSQL database. */
final class PostgresEngine implements Engine {

	private static final Logger log = LoggerFactory.getLogger(PostgresEngine.class);

	private static final long RETENTION_SECONDS = 5;

	private static final long CLAIM_SECONDS = 5;

	/** How often it is looked whether others have written. */
	private static final long LOOK_MILLIS = 50;

	private static final long RECOUNT_SECONDS = 60;

	private final PostgresDatabase database;

	private final @Nullable DatabaseClaim claim;

	/** This replica; null for a process on its own. */
	private final @Nullable ReplicaIdentity self;

	private final Horizon horizon = new Horizon();

	private final TableCount keys;

	private final TableCount devices;

	private final TableCount deliveries;

	private final ScheduledExecutorService retention;

	/** This process, as a writer. */
	private final UUID writer;

	private volatile boolean retaining = true;

	private PostgresEngine(PostgresDatabase database, @Nullable DatabaseClaim claim, @Nullable ReplicaIdentity self,
			PartitionRetention old) {
		this.database = database;
		this.claim = claim;
		this.self = self;
		this.writer = (self != null) ? self.incarnation() : UUID.randomUUID();
		this.keys = TableCount.of(database, "idempotency_key");
		this.devices = TableCount.of(database, "device");
		this.deliveries = TableCount.of(database, "delivery");
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-retention-");
		threads.setDaemon(true);
		this.retention = Executors.newScheduledThreadPool(3, threads);
		OtherWriters others = new OtherWriters(database, this.writer, this.horizon);
		this.retention.scheduleWithFixedDelay(() -> sweep(old), 0, RETENTION_SECONDS, TimeUnit.SECONDS);
		if (isShared()) {
			this.retention.scheduleWithFixedDelay(others::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
			this.retention.scheduleWithFixedDelay(() -> recount(others), RECOUNT_SECONDS, RECOUNT_SECONDS,
					TimeUnit.SECONDS);
		}
		if (claim != null) {
			this.retention.scheduleWithFixedDelay(claim::keep, CLAIM_SECONDS, CLAIM_SECONDS, TimeUnit.SECONDS);
		}
	}

	/**
	 * Takes a database, which it closes.
	 * @param claim on the database; null if nothing keeps others from it
	 * @param self this replica; null for a process on its own
	 */
	static PostgresEngine open(PostgresDatabase database, @Nullable DatabaseClaim claim, @Nullable ReplicaIdentity self,
			JournalSettings settings, Clock clock, JournalMeters meters) {
		try {
			Partitions partitions = new Partitions(database);
			partitions.beginFirst();
			// Before it is a member: the lock of that would number the transaction too
			// early.
			Transactions.goOn(database);
			if (self != null) {
				PostgresReplicaStore.join(database, self);
			}
			return new PostgresEngine(database, claim, self,
					new PartitionRetention(partitions, settings.retention(), new SteadyTime(clock), meters));
		}
		catch (RuntimeException ex) {
			database.close();
			throw ex;
		}
	}

	/** Whether other processes write too. */
	private boolean isShared() {
		return this.self != null || this.claim == null;
	}

	private void sweep(Runnable old) {
		if (this.retaining) {
			old.run();
		}
	}

	/** What other processes add and delete is not reckoned. */
	private void recount(OtherWriters others) {
		List.of(this.keys, this.devices, this.deliveries).forEach(TableCount::recount);
		if (this.retaining) {
			others.removeGone();
		}
	}

	@Override
	public LeaseStore leases() {
		return new PostgresLeaseStore(this.database);
	}

	@Override
	public void retain(boolean retain) {
		this.retaining = retain;
	}

	@Override
	public BatchStore batches() {
		return new PostgresBatchStore(this.database,
				new ChangeRows(this.keys, this.devices, this.deliveries, this.database.member()), this.horizon,
				this.writer);
	}

	@Override
	public MessageReader messages() {
		return new PostgresMessageReader(this.database, this.horizon);
	}

	@Override
	public DeliveryStore deliveries() {
		return new PostgresDeliveryStore(this.database, this.keys);
	}

	@Override
	public DeviceStore devices() {
		return new PostgresDeviceStore(this.database, this.devices);
	}

	@Override
	public PresenceStore presences() {
		return new PostgresPresenceStore(this.database);
	}

	@Override
	public ReplicaStore replicas() {
		return (this.self != null) ? new PostgresReplicaStore(this.database, this.self) : ReplicaStore.NONE;
	}

	@Override
	public OwnerStore owners() {
		return (this.self != null) ? new PostgresOwnerStore(this.database, this.self.incarnation()) : OwnerStore.NONE;
	}

	@Override
	public SharedQueueStore sharedQueues() {
		return (this.self != null) ? new PostgresSharedQueueStore(this.database, this.self.incarnation())
				: SharedQueueStore.NONE;
	}

	@Override
	public ListenerStore listeners() {
		return new PostgresListenerStore(this.database);
	}

	@Override
	public ProtocolStore protocols() {
		return new PostgresProtocolStore(this.database);
	}

	@Override
	public PollStore polls() {
		return new PostgresPollStore(this.database);
	}

	@Override
	public CursorStore cursors() {
		return new PostgresCursorStore(this.database);
	}

	@Override
	public WebhookStateStore webhookStates() {
		return new PostgresWebhookStateStore(this.database);
	}

	@Override
	public DeadLetterStore deadLetters() {
		return new PostgresDeadLetterStore(this.database);
	}

	@Override
	public void close() {
		this.retention.shutdownNow();
		this.horizon.close();
		if (this.self != null) {
			leave();
		}
		if (this.claim != null) {
			this.claim.close();
		}
		this.database.close();
	}

	/** The journal is closed: this replica writes nothing any more. */
	private void leave() {
		try {
			replicas().leave();
		}
		catch (JournalUnavailableException ex) {
			log.warn("The other replicas will notice by themselves that this one has stopped: {}", ex.getMessage());
		}
	}

}
