package io.wirepost.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries of a lane end: what is kept of that, and then told. Called without
 * the lane's lock, unless said otherwise.
 */
final class Outcomes {

	/** How long a caller waits for the journal to keep what was written, or answered. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	private final Object lock;

	private final Timers timers;

	private final DeliveryWriter records;

	/**
	 * @param lock the lane's, which guards its attempts
	 */
	Outcomes(Object lock, Timers timers, DeliveryWriter records) {
		this.lock = lock;
		this.timers = timers;
		this.records = records;
	}

	/** A delivery as it is now. */
	Delivery view(Attempt attempt) {
		synchronized (this.lock) {
			return attempt.view();
		}
	}

	/** Its sender is told that it waits. */
	void waits(Attempt attempt) {
		attempt.told.complete(view(attempt));
	}

	/**
	 * If the journal has trouble, the caller is told, rather than kept waiting for its
	 * end. Guarded by the lock.
	 */
	void keepInTime(Attempt attempt) {
		if (attempt.keepTimer == null && !attempt.told.isDone()) {
			attempt.keepTimer = this.timers.after(KEEP, () -> notKept(attempt));
		}
	}

	private void notKept(Attempt attempt) {
		attempt.told
			.completeExceptionally((view(attempt).writtenAt() != null) ? new DeliveryNotKeptException(attempt.id)
					: new JournalUnavailableException("What became of the message could not be kept so far"));
	}

	/** It did not even begin: its sender is told why, or it is kept that it failed. */
	void refused(Attempt attempt, RuntimeException failure) {
		if (!attempt.recorded) {
			attempt.end.completeExceptionally(failure);
			return;
		}
		boolean promised;
		StoredDelivery record;
		synchronized (this.lock) {
			promised = attempt.promised;
			record = attempt.stored(Delivery.Status.QUEUED, null);
		}
		if (promised || attempt.broadcast != null) {
			ended(attempt, Delivery.Status.FAILED, Failures.word(failure));
			return;
		}
		Future<?> tooLong = this.timers.after(KEEP, () -> attempt.told.completeExceptionally(failure));
		this.records.write(new DeliveryStore.Change.Remove(record)).whenComplete((nothing, unwritten) -> {
			tooLong.cancel(false);
			attempt.end.completeExceptionally(failure);
		});
	}

	/**
	 * It ends with a message that is about to be durable: what to keep in the same batch.
	 * {@link #ended} is called when it is.
	 * @param reply the answer; null if none was awaited
	 */
	List<DeliveryStore.Change> endWith(Attempt attempt, Delivery.Status status, @Nullable DeviceMessage reply) {
		synchronized (this.lock) {
			attempt.endRecorded = true;
			return List.of(end(attempt, attempt.stored(status, null, reply)));
		}
	}

	private static DeliveryStore.Change end(Attempt attempt, StoredDelivery record) {
		return attempt.recorded ? new DeliveryStore.Change.Update(record)
				: new DeliveryStore.Change.Add(record, null, null);
	}

	/** It ended: that is kept, unless it is already, and then told. */
	void ended(Attempt attempt, Delivery.Status status, @Nullable String failure) {
		Delivery delivery;
		StoredDelivery record;
		boolean kept;
		synchronized (this.lock) {
			delivery = attempt.as(status, failure);
			record = attempt.stored(status, failure);
			kept = attempt.endRecorded;
			if (!kept) {
				keepInTime(attempt);
			}
		}
		if (kept) {
			end(attempt, delivery);
		}
		else {
			this.records.write(end(attempt, record)).whenComplete((outcome, unwritten) -> end(attempt, delivery));
		}
	}

	private static void end(Attempt attempt, Delivery delivery) {
		attempt.cancelKeepTimer();
		attempt.end.complete(delivery);
	}

	/**
	 * It was written, but the process stops before the journal could keep it. The store
	 * still has it as begun, and so as what nobody knows the end of.
	 */
	void unknown(Attempt attempt, String why) {
		attempt.cancelKeepTimer();
		attempt.end.completeExceptionally(new JournalUnavailableException(why));
	}

}
