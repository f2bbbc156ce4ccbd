package io.wirepost.forward.webhook;

import java.util.List;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Stores the dead letters of webhooks, one for each message. Safe for all threads;
 * touches the disk. Writes are durable on return, and throw
 * {@link io.wirepost.journal.JournalUnavailableException} if that is not possible now.
 */
public interface DeadLetterStore {

	/**
	 * Adds some; one of the same message is replaced. Beyond the bound, those of the
	 * oldest messages are dropped.
	 * @param webhook the webhook's name: 1 to 64 of A-Z a-z 0-9 . _ -
	 * @param most how many a webhook may have
	 * @return how many were dropped
	 */
	int add(String webhook, List<DeadLetter> letters, int most);

	/**
	 * Those of a webhook, the newest message first.
	 * @param before only of messages before this one; null for all
	 */
	List<DeadLetter> list(String webhook, @Nullable MessageId before, int limit);

	/** Removes all of a webhook. */
	void clear(String webhook);

	/**
	 * The same store for whoever has a lease: {@link #add} fails with
	 * {@link io.wirepost.cluster.lease.LeaseLostException} once another replica got it.
	 */
	default DeadLetterStore under(Lease lease) {
		return this;
	}

}
