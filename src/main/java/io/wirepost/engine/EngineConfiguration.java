package io.wirepost.engine;

import java.time.Clock;
import java.util.function.Supplier;

import io.wirepost.cluster.Cluster;
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
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageReader;
import io.wirepost.protocol.ProtocolStore;
import io.wirepost.settings.SettingsReader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The stores of all features, from the engine that is configured. The engine closes them.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

	@Bean
	Engine engine(SettingsReader reader, Environment environment, Supplier<JournalSettings> settings,
			ObjectProvider<Clock> clock, JournalMeters meters, Cluster cluster) {
		return Engines.chosen(reader)
			.open(new EngineOpener.Surroundings(reader, environment, settings.get(),
					clock.getIfAvailable(Clock::systemUTC), meters, cluster));
	}

	@Bean(destroyMethod = "")
	BatchStore batchStore(Engine engine) {
		return engine.batches();
	}

	@Bean(destroyMethod = "")
	MessageReader messageReader(Engine engine) {
		return engine.messages();
	}

	@Bean(destroyMethod = "")
	DeliveryStore deliveryStore(Engine engine) {
		return engine.deliveries();
	}

	@Bean(destroyMethod = "")
	DeviceStore deviceStore(Engine engine) {
		return engine.devices();
	}

	@Bean(destroyMethod = "")
	PresenceStore presenceStore(Engine engine) {
		return engine.presences();
	}

	@Bean(destroyMethod = "")
	LeaseStore leaseStore(Engine engine) {
		return engine.leases();
	}

	@Bean(destroyMethod = "")
	ReplicaStore replicaStore(Engine engine) {
		return engine.replicas();
	}

	@Bean(destroyMethod = "")
	OwnerStore ownerStore(Engine engine) {
		return engine.owners();
	}

	@Bean(destroyMethod = "")
	SharedQueueStore sharedQueueStore(Engine engine) {
		return engine.sharedQueues();
	}

	@Bean(destroyMethod = "")
	ListenerStore listenerStore(Engine engine) {
		return engine.listeners();
	}

	@Bean(destroyMethod = "")
	ProtocolStore protocolStore(Engine engine) {
		return engine.protocols();
	}

	@Bean(destroyMethod = "")
	PollStore pollStore(Engine engine) {
		return engine.polls();
	}

	@Bean(destroyMethod = "")
	CursorStore cursorStore(Engine engine) {
		return engine.cursors();
	}

	@Bean(destroyMethod = "")
	WebhookStateStore webhookStateStore(Engine engine) {
		return engine.webhookStates();
	}

	@Bean(destroyMethod = "")
	DeadLetterStore deadLetterStore(Engine engine) {
		return engine.deadLetters();
	}

}
