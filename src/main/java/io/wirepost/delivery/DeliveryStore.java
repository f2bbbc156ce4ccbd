package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Reads the deliveries that are kept. {@link Change changes} are written by
 * {@link io.wirepost.journal.GroupCommit}, in one batch with messages. Safe for all
 * threads. Every method but {@link #keys()} touches a disk or a network, so none is
 * called on an event loop, and throws
 * {@link io.wirepost.journal.JournalUnavailableException} while that fails.
 */
public interface DeliveryStore {

	Optional<StoredDelivery> find(UUID id);

	/** What is to be sent; kept until the delivery has ended. */
	Optional<Outgoing> outgoing(UUID id);

	/** The delivery that came of a key. */
	Optional<UsedKey> findKey(String key);

	/** A broadcast with its counts as they are now. */
	Optional<Broadcast> findBroadcast(UUID id);

	/**
	 * Deliveries, the newest first.
	 * @return fewer than asked for, or none, only at the end, or together with a place to
	 * go on
	 */
	StoredDeliveries list(DeliveryQuery query);

	/**
	 * Deliveries that have not ended, the oldest first.
	 * @param after the last id already seen; null to begin
	 */
	List<StoredDelivery> queued(@Nullable UUID after, int limit);

	/** The greatest id that was ever kept; null for none. */
	@Nullable UUID lastId();

	/** How many idempotency keys are kept. Does not block. */
	long keys();

	/** A change, and how it is answered. */
	sealed interface Change extends io.wirepost.journal.Change {

		/**
		 * A delivery is new. Answered with {@link KeyTaken}, and not added, if its key is
		 * in force already; with {@link Kept} otherwise.
		 *
		 * @param outgoing what is to be sent; null if the delivery has ended
		 * @param key the key that it was asked for under; null for none
		 */
		record Add(StoredDelivery delivery, @Nullable Outgoing outgoing, @Nullable UsedKey key) implements Change {

			@Override
			public int size() {
				return (this.outgoing != null) ? this.outgoing.payload().size() : 0;
			}

		}

		/** A delivery has changed, from having been QUEUED. */
		record Update(StoredDelivery delivery) implements Change {
		}

		/**
		 * A delivery never was, nor was its key used: nothing of it was sent, and its
		 * sender knows, or was not told of it.
		 */
		record Remove(StoredDelivery delivery) implements Change {
		}

		/** A broadcast is new. */
		record AddBroadcast(Broadcast broadcast) implements Change {
		}

		/**
		 * Drops some of what is old: deliveries that have ended and were asked for before
		 * a time, or are more than so many, the oldest first; broadcasts asked for before
		 * that time of which no delivery is left; keys used before a time. A delivery
		 * whose key is kept is kept too. Answered with {@link Dropped}.
		 */
		record Drop(Instant before, long most, Instant keysBefore) implements Change {
		}

	}

	/** How a change was answered. */
	sealed interface Outcome permits Stored, KeyTaken, Dropped {

	}

	/** The change is made. */
	enum Stored implements Outcome {

		/** The change is made. */
		STORED

	}

	/**
	 * The change is not made: its key is in force for another delivery.
	 *
	 * @param by what the key was used for
	 */
	record KeyTaken(UsedKey by) implements Outcome {
	}

	/**
	 * Something old was looked for.
	 *
	 * @param more whether there may be more: then it is time to ask again
	 */
	record Dropped(boolean more) implements Outcome {
	}

	/**
	 * Some deliveries.
	 *
	 * @param next the id to continue after; null at the end
	 */
	record StoredDeliveries(List<StoredDelivery> items, @Nullable UUID next) {
	}

}
