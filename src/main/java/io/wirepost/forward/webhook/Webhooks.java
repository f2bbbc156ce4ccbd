package io.wirepost.forward.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.Forwarder;
import io.wirepost.forward.Forwarders;
import io.wirepost.forward.Progress;
import io.wirepost.journal.JournalFollower;
import io.wirepost.settings.SettingsReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The webhooks of the configuration. They start before the listeners, so that nothing is
 * missed from the first start on. Safe for all threads.
 */
@Component
public class Webhooks implements SmartLifecycle, Forwarders {

	private final Map<String, Hook> hooks = new TreeMap<>();

	private volatile boolean running;

	Webhooks(SettingsReader reader, JournalFollower journal, CursorStore cursors, JsonMapper json, Clock clock,
			MeterRegistry registry) {
		Map<String, WebhookSettings> settings = reader.readAll("wirepost.webhooks", WebhookSettings.class);
		if (settings.isEmpty()) {
			return;
		}
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		settings.forEach((name, one) -> {
			if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
				reader.fault("wirepost.webhooks." + name,
						"the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -".formatted(name));
				return;
			}
			Forwarder forwarder = new Forwarder(new WebhookDestination(name, one, client, json, clock), journal,
					cursors, one.retry(), clock, new SecureRandom());
			this.hooks.put(name, new Hook(one, forwarder));
			Gauge.builder("wirepost.webhook.lag", () -> forwarder.lag().toNanos() / 1e9)
				.description("Age of the oldest message that a webhook has not accepted yet")
				.baseUnit("seconds")
				.tag("webhook", name)
				.register(registry);
		});
	}

	/** All webhooks, in the order of their names. */
	public List<Webhook> list() {
		return this.hooks.entrySet().stream().map((one) -> view(one.getKey(), one.getValue())).toList();
	}

	@Override
	public List<Forwarder> forwarders() {
		return this.hooks.values().stream().map(Hook::forwarder).toList();
	}

	private static Webhook view(String name, Hook hook) {
		WebhookSettings settings = hook.settings();
		Progress progress = hook.forwarder().progress();
		return new Webhook(name, shown(settings.uri()), settings.devices(), settings.direction(), settings.kinds(),
				settings.events(), settings.batchSize(), progress.cursor(), hook.forwarder().lag(),
				progress.lastDeliveredAt(), progress.lastError(), progress.lastErrorAt(), progress.failures(),
				progress.nextAttemptAt(), progress.skippedAt());
	}

	/** Tokens are often put into queries. */
	private static String shown(URI uri) {
		return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
	}

	@Override
	public void start() {
		this.hooks.values().forEach((hook) -> hook.forwarder().start());
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.hooks.values().forEach((hook) -> hook.forwarder().stop());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Forwarder.PHASE;
	}

	/** A webhook's settings and its forwarder. */
	private record Hook(WebhookSettings settings, Forwarder forwarder) {
	}

	/** For editors only: the names of the webhooks' settings. */
	@ConfigurationProperties("wirepost")
	record WebhooksMetadata(@DefaultValue Map<String, WebhookSettings> webhooks) {
	}

}
