package io.wirepost.engine.json;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.wirepost.forward.webhook.Replay;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.message.Position;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The states of webhooks as names and values. */
public final class WebhookStateSettings {

	private WebhookStateSettings() {
	}

	public static Settings of(WebhookState state) {
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
		return new Settings(values);
	}

	private static void putIfThere(Map<String, String> values, String name, @Nullable Instant time) {
		if (time != null) {
			values.put(name, time.toString());
		}
	}

	public static WebhookState read(Settings stored) {
		Map<String, String> values = stored.values();
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
