package io.wirepost.engine.rocksdb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.forward.webhook.Replay;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.message.Position;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The states of webhooks in RocksDB. */
final class RocksDbWebhookStateStore implements WebhookStateStore {

	private final NamedSettings states;

	RocksDbWebhookStateStore(RocksDbStore store) {
		this.states = new NamedSettings(store, Family.WEBHOOKS, "The webhook's state");
	}

	@Override
	public Optional<WebhookState> find(String webhook) {
		Settings kept = this.states.list().get(webhook);
		return Optional.ofNullable((kept != null) ? decode(kept.values()) : null);
	}

	@Override
	public void save(String webhook, WebhookState state) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("paused", Boolean.toString(state.paused()));
		Replay replay = state.replay();
		if (replay != null) {
			values.put("replay", replay.id().toString());
			values.put("from", replay.from());
			values.put("to", replay.to());
			putIfThere(values, "since", replay.since());
			putIfThere(values, "until", replay.until());
			values.put("at", replay.at().toString());
			values.put("end", replay.end().toString());
			values.put("sent", Long.toString(replay.sent()));
			values.put("done", Boolean.toString(replay.done()));
		}
		this.states.save(webhook, new Settings(values));
	}

	private static void putIfThere(Map<String, String> values, String name, @Nullable Instant time) {
		if (time != null) {
			values.put(name, time.toString());
		}
	}

	private static WebhookState decode(Map<String, String> values) {
		boolean paused = Boolean.parseBoolean(values.get("paused"));
		if (!values.containsKey("replay")) {
			return new WebhookState(paused, null);
		}
		return new WebhookState(paused,
				new Replay(UUID.fromString(text(values, "replay")), text(values, "from"), text(values, "to"),
						time(values, "since"), time(values, "until"), Position.parse(text(values, "at")),
						Position.parse(text(values, "end")), Long.parseLong(text(values, "sent")),
						Boolean.parseBoolean(values.get("done"))));
	}

	private static String text(Map<String, String> values, String name) {
		return String.valueOf(values.get(name));
	}

	private static @Nullable Instant time(Map<String, String> values, String name) {
		String text = values.get(name);
		return (text != null) ? Instant.parse(text) : null;
	}

}
