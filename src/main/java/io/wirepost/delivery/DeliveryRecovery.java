package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
class DeliveryRecovery implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(DeliveryRecovery.class);

	private static final int SCAN = 1000;

	private final DeliveryStore store;

	private final DeliveryWriter records;

	private final Admission admission;

	private final Routes routes;

	private final Clock clock;

	private volatile boolean running;

	DeliveryRecovery(DeliveryStore store, DeliveryWriter records, Admission admission, Routes routes, Clock clock) {
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

	/** When it is known who is dialled, and before anybody comes. */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 8192;
	}

	private void restore(StoredDelivery delivery) {
		Instant expiresAt = delivery.expiresAt();
		DeviceId device = delivery.device();
		if (delivery.begun()) {
			this.records.write(
					new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.FAILED, Failures.UNKNOWN_OUTCOME)));
		}
		else if (device == null || expiresAt == null) {
			// Its sender was not told of it, and it was not sent.
			this.records.write(delivery.broadcast() == null ? new DeliveryStore.Change.Remove(delivery)
					: new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.FAILED, "away")));
		}
		else if (!expiresAt.isAfter(this.clock.instant())) {
			this.records.write(new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.EXPIRED, null)));
		}
		else {
			long expiresNanos = System.nanoTime() + Duration.between(this.clock.instant(), expiresAt).toNanos();
			PendingDelivery one = new PendingDelivery(
					new DeliveryTerms(delivery.id(), device, delivery.awaitReply(),
							(delivery.replyEnd() != null) ? ReplyEnd.ofSource(delivery.replyEnd()) : null,
							delivery.createdAt(), expiresAt, expiresNanos, delivery.broadcast(), delivery.trace()),
					true, new Receipt(null, null, () -> this.routes.to(device)));
			int size = this.store.outgoing(delivery.id()).map((outgoing) -> outgoing.payload().size()).orElse(0);
			this.admission.restore(device, one, size);
		}
	}

}
