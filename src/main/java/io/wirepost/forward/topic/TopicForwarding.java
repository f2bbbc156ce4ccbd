package io.wirepost.forward.topic;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.cluster.lease.Lease;
import io.wirepost.cluster.lease.LeaseHolder;
import io.wirepost.cluster.lease.Leases;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.Destination;
import io.wirepost.forward.Forwarder;
import io.wirepost.forward.Forwarders;
import io.wirepost.journal.JournalFollower;
import io.wirepost.settings.Backoff;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Forwards every message to the topic of the configuration, if there is one. Safe for all
 * threads.
 */
@Component
class TopicForwarding implements SmartLifecycle, Forwarders, LeaseHolder {

	static final String NAME = "wirepost.topic";

	/** Short, because Kafka's client waits too. */
	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

	private final Leases leases;

	/** Its name is that of its lease; null if no topic is configured. */
	private final @Nullable Destination destination;

	private final Function<Lease, Forwarder> maker;

	/** Null while this process does not have the lease. */
	private volatile @Nullable Forwarder forwarder;

	private volatile boolean running;

	/** Asks for the topic only where one is configured: that loads its client. */
	TopicForwarding(SettingsReader reader, ObjectProvider<Topic> topics, JournalFollower journal, CursorStore cursors,
			JsonMapper json, Clock clock, MeterRegistry registry, Leases leases) {
		this.leases = leases;
		TopicSettings settings = settings(reader);
		String name = settings.name();
		if (name == null) {
			this.destination = null;
			this.maker = (lease) -> {
				throw new IllegalStateException("There is no topic");
			};
			return;
		}
		Destination topic = new TopicDestination(name, settings.value(), settings.events(), topics.getObject(), json);
		this.destination = topic;
		this.maker = (lease) -> new Forwarder(topic, journal, cursors.under(lease), BACKOFF, clock, new SecureRandom());
		Gauge.builder("wirepost.topic.lag", this::lag)
			.description("Age of the oldest message that is not in the topic yet")
			.baseUnit("seconds")
			.tag("topic", name)
			.register(registry);
	}

	static TopicSettings settings(SettingsReader reader) {
		TopicSettings settings = reader.read(NAME, TopicSettings.class);
		if (settings.name() == null && reader.hasAny(NAME)) {
			reader.fault("wirepost.topic.name", "set it to the topic's name");
		}
		return settings;
	}

	private double lag() {
		return forwarders().stream().mapToDouble((one) -> one.lag().toNanos() / 1e9).sum();
	}

	/** The forwarder of the topic, if a topic is configured and this process forwards. */
	@Override
	public List<Forwarder> forwarders() {
		Forwarder now = this.forwarder;
		return (now != null) ? List.of(now) : List.of();
	}

	@Override
	public void gained(Lease lease) {
		Forwarder begun = this.maker.apply(lease);
		this.forwarder = begun;
		begun.start();
	}

	@Override
	public void lost() {
		forwarders().forEach(Forwarder::stop);
		this.forwarder = null;
	}

	@Override
	public void start() {
		if (this.destination != null) {
			this.leases.seek(this.destination.name(), this);
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.destination != null) {
			this.leases.leave(this.destination.name());
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Forwarder.PHASE;
	}

}
