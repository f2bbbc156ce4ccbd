package io.wirepost.forward.webhook;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.cluster.lease.Lease;
import io.wirepost.journal.JournalUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters of one webhook, counted. Safe for all threads. */
final class DeadLetters {

	/** The most that are kept. */
	static final int MOST = 10_000;

	private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

	private static final long RETRY_MILLIS = 500;

	/** How often refusals are logged. */
	private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final String webhook;

	private final DeadLetterStore store;

	private final Counter added;

	private final Counter dropped;

	private volatile long warnedAt = System.nanoTime() - WARN_NANOS;

	private DeadLetters(DeadLetters other, DeadLetterStore store) {
		this.webhook = other.webhook;
		this.store = store;
		this.added = other.added;
		this.dropped = other.dropped;
	}

	DeadLetters(String webhook, DeadLetterStore store, MeterRegistry registry) {
		this.webhook = webhook;
		this.store = store;
		this.added = Counter.builder("wirepost.webhook.dead-letters")
			.description("Messages that a webhook skipped because its receiver refused them")
			.tag("webhook", webhook)
			.register(registry);
		this.dropped = Counter.builder("wirepost.webhook.dead-letters.dropped")
			.description("Dead letters that were dropped as newer ones took their place")
			.tag("webhook", webhook)
			.register(registry);
	}

	/**
	 * Adds some for sure: messages that are not in the list must not be skipped, and
	 * those that were sent with them must not be sent again.
	 */
	void add(List<DeadLetter> letters) throws InterruptedException {
		while (!letters.isEmpty()) {
			try {
				this.dropped.increment(this.store.add(this.webhook, letters, MOST));
				this.added.increment(letters.size());
				warn(letters);
				return;
			}
			catch (JournalUnavailableException ex) {
				log.debug("The dead letters of {} cannot be saved now", this.webhook, ex);
				TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
			}
		}
	}

	/** The same, for whoever has a lease. */
	DeadLetters under(Lease lease) {
		return new DeadLetters(this, this.store.under(lease));
	}

	private void warn(List<DeadLetter> letters) {
		if (System.nanoTime() - this.warnedAt >= WARN_NANOS) {
			this.warnedAt = System.nanoTime();
			DeadLetter last = letters.get(letters.size() - 1);
			log.warn("The receiver of the webhook {} refused messages, they are skipped; the last one is {}, status {}",
					this.webhook, last.message(), last.status());
		}
	}

}
