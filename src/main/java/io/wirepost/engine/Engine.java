package io.wirepost.engine;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.ReplicaStore;
import io.wirepost.cluster.lease.LeaseStore;
import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.SharedQueueStore;
import io.wirepost.delivery.poll.PollStore;
import io.wirepost.device.DeviceStore;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.journal.BatchStore;
import io.wirepost.journal.MessageReader;
import io.wirepost.protocol.ProtocolStore;

/**
 * Where everything is stored: what the features ask for, by one database. It is closed
 * after the journal.
 */
public interface Engine extends AutoCloseable {

	BatchStore batches();

	MessageReader messages();

	DeliveryStore deliveries();

	DeviceStore devices();

	PresenceStore presences();

	ReplicaStore replicas();

	OwnerStore owners();

	SharedQueueStore sharedQueues();

	ListenerStore listeners();

	ProtocolStore protocols();

	PollStore polls();

	CursorStore cursors();

	WebhookStateStore webhookStates();

	DeadLetterStore deadLetters();

	/** For replicas; without leases where an engine cannot be shared. */
	default LeaseStore leases() {
		return LeaseStore.NONE;
	}

	/** Whether it drops what is old: of several replicas, one does. */
	default void retain(boolean retain) {
	}

	@Override
	void close();

}
