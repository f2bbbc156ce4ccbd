package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Leftovers;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts with what the store has of deliveries: what waited waits again. Reads the store,
 * so it takes a while when there is much.
 */
@Component
class DeliveryRecovery implements SmartLifecycle, Leftovers {

	/** When it is known who is dialled, and before anybody comes. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

	private static final Logger LOG = LoggerFactory.getLogger(DeliveryRecovery.class);

	private static final int SCAN = 1000;

	private static final long LONGEST_SECONDS = 30;

	private final DeliveryStore store;

	private final DeliveryWriter records;

	private final Admission admission;

	private final Routes routes;

	private final Cluster cluster;

	private final SharedQueueStore shared;

	private final Clock clock;

	private volatile boolean running;

	DeliveryRecovery(DeliveryStore store, DeliveryWriter records, Admission admission, Routes routes, Cluster cluster,
			SharedQueueStore shared, Clock clock) {
		this.cluster = cluster;
		this.shared = shared;
		this.store = store;
		this.records = records;
		this.admission = admission;
		this.routes = routes;
		this.clock = clock;
	}

	/**
	 * What waited when the process last ended waits again, unless it has expired. What
	 * was being sent then, nobody knows the end of; it is not sent again.
	 */
	@Override
	public void start() {
		this.running = true;
		if (this.cluster.isEnabled()) {
			// What another replica is sending is none of this one's business.
			return;
		}
		int unknown = 0;
		UUID last = null;
		for (List<StoredDelivery> some = this.store.queued(null, SCAN); !some.isEmpty(); some = this.store.queued(last,
				SCAN)) {
			for (StoredDelivery delivery : some) {
				last = delivery.id();
				if (delivery.begun()) {
					unknown++;
				}
				restore(delivery);
			}
		}
		if (unknown > 0) {
			LOG.warn("{} deliveries were being sent when the process ended; they are FAILED, with the failure {}",
					unknown, Failures.UNKNOWN_OUTCOME);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Ends what a dead replica was sending, of which nobody knows the end, and what it
	 * had that does not wait. The rest is sent by whoever gets its device.
	 */
	@Override
	public void settle(UUID replica) {
		List<StoredDelivery> some;
		do {
			some = this.shared.leftBy(replica, SCAN);
			CompletableFuture.allOf(some.stream().map(this::end).toArray(CompletableFuture[]::new))
				.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
				.join();
		}
		while (!some.isEmpty());
	}

	private void restore(StoredDelivery delivery) {
		if (delivery.begun() || delivery.device() == null || delivery.expiresAt() == null) {
			end(delivery);
		}
		else {
			resume(delivery, this.store.outgoing(delivery.id()).map((outgoing) -> outgoing.payload().size()).orElse(0));
		}
	}

	private CompletableFuture<DeliveryStore.Outcome> end(StoredDelivery delivery) {
		if (delivery.begun()) {
			return update(delivery.ended(Delivery.Status.FAILED, Failures.UNKNOWN_OUTCOME));
		}
		// Its sender was not told of it, and it was not sent.
		return (delivery.broadcast() == null) ? this.records.write(new DeliveryStore.Change.Remove(delivery))
				: update(delivery.ended(Delivery.Status.FAILED, "away"));
	}

	private CompletableFuture<DeliveryStore.Outcome> update(StoredDelivery delivery) {
		return this.records.write(new DeliveryStore.Change.Update(delivery));
	}

	/**
	 * Has a delivery that waits in the store wait in its queue, unless it has expired.
	 * @param size the bytes of its payload
	 */
	void resume(StoredDelivery delivery, int size) {
		Instant expiresAt = delivery.expiresAt();
		DeviceId device = Objects.requireNonNull(delivery.device());
		if (expiresAt != null && !expiresAt.isAfter(this.clock.instant())) {
			update(delivery.ended(Delivery.Status.EXPIRED, null));
			return;
		}
		long expiresNanos = (expiresAt != null)
				? System.nanoTime() + Duration.between(this.clock.instant(), expiresAt).toNanos() : 0;
		PendingDelivery one = new PendingDelivery(
				new DeliveryTerms(delivery.id(), device, delivery.awaitReply(),
						(delivery.replyEnd() != null) ? ReplyEnd.ofSource(delivery.replyEnd()) : null,
						delivery.createdAt(), expiresAt, expiresNanos, delivery.broadcast(), delivery.trace()),
				true, new Receipt(null, null, () -> this.routes.to(device)));
		this.admission.restore(device, one, size);
	}

}
