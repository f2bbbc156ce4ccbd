package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.journal.Batch;
import io.wirepost.journal.BatchStore;
import io.wirepost.journal.Change;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.Submission;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/** A store that nothing comes out of again. */
class KeepsNothing implements DeliveryStore, BatchStore {

	private static final DeliverySettings.Retention RETENTION = new DeliverySettings.Retention(Duration.ofDays(1), 1);

	/** A writer to this store that never looks for what is old. */
	DeliveryWriter writer() {
		return writer(Clock.systemUTC(), Duration.ofDays(1));
	}

	/**
	 * @param sweep the time between two removals of old deliveries
	 */
	DeliveryWriter writer(Clock clock, Duration sweep) {
		GroupCommit commit = GroupCommit.start(this, new JournalSettings.Inbox(10, DataSize.ofMegabytes(1)), clock,
				new SplittableRandom(1), new JournalMeters(new SimpleMeterRegistry()));
		return new DeliveryWriter(commit, this, RETENTION, clock, sweep, Cluster.NONE, () -> true);
	}

	/** Takes one change; for tests to override. */
	Outcome write(Change change) {
		return (change instanceof Change.Drop) ? new Dropped(false) : Stored.STORED;
	}

	@Override
	public boolean write(Batch batch) {
		for (Submission submission : batch.submissions()) {
			submission.begin();
			try {
				submission.changes().forEach((change) -> submission.answer(write((Change) change)));
			}
			catch (JournalUnavailableException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				submission.fail(ex);
			}
		}
		return true;
	}

	@Override
	public boolean isIdleWriteDue() {
		return false;
	}

	@Override
	public @Nullable MessageId last() {
		return null;
	}

	@Override
	public long erase(DeviceId device) {
		return 0;
	}

	@Override
	public Optional<StoredDelivery> find(UUID id) {
		return Optional.empty();
	}

	@Override
	public Optional<Outgoing> outgoing(UUID id) {
		return Optional.empty();
	}

	@Override
	public Optional<UsedKey> findKey(String key) {
		return Optional.empty();
	}

	@Override
	public Optional<Broadcast> findBroadcast(UUID id) {
		return Optional.empty();
	}

	@Override
	public StoredDeliveries list(DeliveryQuery query) {
		return new StoredDeliveries(List.of(), null);
	}

	@Override
	public List<StoredDelivery> queued(@Nullable UUID after, int limit) {
		return List.of();
	}

	@Override
	public @Nullable UUID lastId() {
		return null;
	}

	@Override
	public long keys() {
		return 0;
	}

}
