package io.wirepost.forward.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.cluster.lease.Leases;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.Forwarder;
import io.wirepost.forward.Forwarders;
import io.wirepost.journal.JournalFollower;
import io.wirepost.message.MessageId;
import io.wirepost.network.DialGuard;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The webhooks of the configuration. They start before the listeners, so that nothing is
 * missed from the first start on. Safe for all threads.
 */
@Component
public class Webhooks implements SmartLifecycle, DisposableBean, Forwarders {

	private final Leases leases;

	private final DeadLetterStore deadLetters;

	private final Map<String, WebhookRunner> hooks = new TreeMap<>();

	/** The threads of posts, made when they are needed; null without webhooks. */
	private final @Nullable ExecutorService posts;

	private volatile boolean running;

	Webhooks(SettingsReader reader, JournalFollower journal, CursorStore cursors, WebhookStateStore states,
			DeadLetterStore deadLetters, JsonMapper json, Clock clock, MeterRegistry registry, DialGuard guard,
			Leases leases) {
		this.leases = leases;
		this.deadLetters = deadLetters;
		Map<String, WebhookSettings> settings = settings(reader);
		if (settings.isEmpty()) {
			this.posts = null;
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-webhook-posts-");
		threads.setDaemon(true);
		ExecutorService posts = Executors.newCachedThreadPool(threads);
		this.posts = posts;
		Counter refusals = registry.counter("wirepost.connections.refused", "reason", "webhook-not-allowed");
		settings.forEach((name, one) -> {
			WebhookRunner runner = new WebhookRunner(name, one,
					new WebhookRunner.Tools(new WebhookClient(name, one, guard, posts), json, journal, cursors, states,
							new DeadLetters(name, deadLetters, registry), clock, refusals));
			this.hooks.put(name, runner);
			Gauge
				.builder("wirepost.webhook.lag",
						() -> runner.forwarder().map(Forwarder::lag).orElse(Duration.ZERO).toNanos() / 1e9)
				.description("Age of the oldest message that a webhook has not accepted yet")
				.baseUnit("seconds")
				.tag("webhook", name)
				.register(registry);
		});
	}

	/** Those of the configuration, by name. */
	static Map<String, WebhookSettings> settings(SettingsReader reader) {
		Map<String, WebhookSettings> settings = reader.readAll("wirepost.webhooks", WebhookSettings.class);
		settings.keySet()
			.stream()
			.filter((name) -> !name.matches("[A-Za-z0-9._-]{1,64}"))
			.forEach((name) -> reader.fault("wirepost.webhooks." + name,
					"the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -".formatted(name)));
		return settings;
	}

	/** The webhooks that this process runs, in the order of their names. */
	public List<Webhook> list() {
		return this.hooks.values().stream().flatMap((runner) -> runner.view().stream()).toList();
	}

	/**
	 * The incarnations of the replicas that run the webhooks, by the webhooks' names;
	 * without those that none runs now. Empty in a process on its own.
	 */
	public Map<String, UUID> runners() {
		Map<String, UUID> holders = this.leases.holders();
		Map<String, UUID> runners = new TreeMap<>();
		this.hooks.forEach((name, runner) -> {
			UUID replica = holders.get(runner.leaseName());
			if (replica != null) {
				runners.put(name, replica);
			}
		});
		return runners;
	}

	/**
	 * The name of a webhook's lease: whoever has it runs the webhook, and only there it
	 * can be paused, resumed or replayed.
	 */
	public static String leaseName(String webhook) {
		return "webhook:" + webhook;
	}

	/** Whether the configuration has a webhook of a name. */
	public boolean has(String name) {
		return this.hooks.containsKey(name);
	}

	/**
	 * Posts nothing more to a webhook until it is resumed, also over a restart; a replay
	 * waits too. What is being posted is finished.
	 */
	public void pause(String name) {
		get(name).pause();
	}

	/** Continues a paused webhook where it was. */
	public void resume(String name) {
		get(name).resume();
	}

	/**
	 * Begins to send what a webhook has sent once more, marked as a replay, beside its
	 * normal run. It ends where the normal run is now, or before.
	 * @throws ReplayRunningException if there is one already
	 */
	public Replay replay(String name, ReplayRange range) {
		return get(name).replay(range);
	}

	/**
	 * Stops and forgets the last replay of a webhook.
	 * @return false if there is none
	 */
	public boolean removeReplay(String name) {
		return get(name).removeReplay();
	}

	/**
	 * The dead letters of a webhook, the newest message first.
	 * @param before only of messages before this one; null for all
	 */
	public List<DeadLetter> deadLetters(String name, @Nullable MessageId before, int limit) {
		return this.deadLetters.list(name, before, limit);
	}

	/** Removes all dead letters of a webhook. */
	public void clearDeadLetters(String name) {
		this.deadLetters.clear(name);
	}

	private WebhookRunner get(String name) {
		WebhookRunner runner = this.hooks.get(name);
		if (runner == null) {
			throw new IllegalArgumentException("There is no webhook '%s'".formatted(name));
		}
		return runner;
	}

	@Override
	public List<Forwarder> forwarders() {
		return this.hooks.values().stream().flatMap((runner) -> runner.forwarder().stream()).toList();
	}

	@Override
	public void start() {
		this.hooks.values().forEach((runner) -> this.leases.seek(runner.leaseName(), runner));
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.hooks.values().forEach((runner) -> this.leases.leave(runner.leaseName()));
	}

	/** Closes the connections that receivers keep open. */
	@Override
	public void destroy() {
		this.hooks.values().forEach(WebhookRunner::close);
		if (this.posts != null) {
			this.posts.shutdownNow();
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

	/** For editors only: the names of the webhooks' settings. */
	@ConfigurationProperties("wirepost")
	record WebhooksMetadata(@DefaultValue Map<String, WebhookSettings> webhooks) {
	}

}
