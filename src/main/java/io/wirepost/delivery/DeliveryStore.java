package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Where deliveries are kept. Reads are safe for all threads; one thread at a time writes.
 * Every method may touch the disk, so none is called on an event loop, and throws
 * {@link io.wirepost.journal.JournalUnavailableException} while that fails.
 */
public interface DeliveryStore {

	/** Makes changes in their order, all or none of them. Durable on return. */
	void write(List<? extends Change> changes);

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
	Page list(DeliveryQuery query);

	/**
	 * Deliveries that have not ended, the oldest first.
	 * @param after the last id already seen; null to begin
	 */
	List<StoredDelivery> queued(@Nullable UUID after, int limit);

	/** The greatest id that was ever kept; null for none. */
	@Nullable UUID last();

	/** How many idempotency keys are kept. */
	long keys();

	/**
	 * Drops what is old: deliveries that have ended and were asked for before a time, or
	 * are more than so many, the oldest first; broadcasts asked for before that time of
	 * which no delivery is left; and keys used before a time. Deliveries whose key is
	 * kept are kept too. May stop early, and is called again.
	 * @return how many deliveries were dropped
	 */
	long drop(Instant before, long most, Instant keysBefore);

	/** One change. */
	sealed interface Change {

		/**
		 * A delivery is there.
		 *
		 * @param outgoing what is to be sent; null if the delivery has ended
		 * @param key the key that it came of; null for none
		 */
		record Add(StoredDelivery delivery, @Nullable Outgoing outgoing, @Nullable UsedKey key) implements Change {
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

		/** A broadcast is there. */
		record AddBroadcast(Broadcast broadcast) implements Change {
		}

	}

	/**
	 * Some deliveries.
	 *
	 * @param next the id to go on behind; null at the end
	 */
	record Page(List<StoredDelivery> items, @Nullable UUID next) {
	}

}
