package io.wirepost.forward.topic;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.forward.CursorStore;
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
class TopicForwarding implements SmartLifecycle, Forwarders {

	static final String NAME = "wirepost.topic";

	/** Short, because Kafka's client waits too. */
	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

	private final @Nullable Forwarder forwarder;

	private volatile boolean running;

	/** Asks for the topic only where one is configured: that loads its client. */
	TopicForwarding(SettingsReader reader, ObjectProvider<Topic> topics, JournalFollower journal, CursorStore cursors,
			JsonMapper json, Clock clock, MeterRegistry registry) {
		TopicSettings settings = settings(reader);
		String name = settings.name();
		if (name == null) {
			this.forwarder = null;
			return;
		}
		Forwarder made = new Forwarder(
				new TopicDestination(name, settings.value(), settings.events(), topics.getObject(), json), journal,
				cursors, BACKOFF, clock, new SecureRandom());
		this.forwarder = made;
		Gauge.builder("wirepost.topic.lag", () -> made.lag().toNanos() / 1e9)
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

	/** The forwarder of the topic, if a topic is configured. */
	@Override
	public List<Forwarder> forwarders() {
		return (this.forwarder != null) ? List.of(this.forwarder) : List.of();
	}

	@Override
	public void start() {
		forwarders().forEach(Forwarder::start);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		forwarders().forEach(Forwarder::stop);
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
