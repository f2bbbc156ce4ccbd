package io.wirepost.security.audit;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The words for what requests do, by method and path. A path of the API has its variable,
 * if any, in the third place.
 */
final class Actions {

	/** The variable of a path. */
	static final String VARIABLE = "{}";

	private static final int LONGEST_TARGET = 200;

	private static final Map<String, String> WORDS = Map.ofEntries(
			Map.entry("POST /api/devices/{}/messages", "message.send"),
			Map.entry("POST /api/connections/{}/messages", "connection.send"),
			Map.entry("POST /api/devices/{}/exchanges", "exchange.run"),
			Map.entry("POST /api/broadcasts", "broadcast.send"),
			Map.entry("DELETE /api/deliveries/{}", "delivery.cancel"),
			Map.entry("GET /api/messages/export", "message.export"), Map.entry("PUT /api/devices/{}", "device.put"),
			Map.entry("DELETE /api/devices/{}", "device.delete"),
			Map.entry("DELETE /api/connections/{}", "connection.close"),
			Map.entry("PUT /api/listeners/{}", "listener.put"),
			Map.entry("DELETE /api/listeners/{}", "listener.delete"),
			Map.entry("PUT /api/protocols/{}", "protocol.put"),
			Map.entry("DELETE /api/protocols/{}", "protocol.delete"), Map.entry("PUT /api/polls/{}", "poll.put"),
			Map.entry("DELETE /api/polls/{}", "poll.delete"), Map.entry("POST /api/webhooks/{}/pause", "webhook.pause"),
			Map.entry("POST /api/webhooks/{}/resume", "webhook.resume"),
			Map.entry("POST /api/webhooks/{}/replay", "webhook.replay"),
			Map.entry("DELETE /api/webhooks/{}/replay", "webhook.replay-end"),
			Map.entry("DELETE /api/webhooks/{}/dead-letters", "webhook.dead-letters-clear"),
			Map.entry("POST /api/replicas/{}/drain", "replica.drain"),
			Map.entry("POST /api/framings/decode", "framing.decode"),
			Map.entry("POST /api/protocols/try", "protocol.try"));

	/** They try something, and keep nothing. */
	private static final Set<String> HARMLESS = Set.of("framing.decode", "protocol.try");

	private Actions() {
	}

	/** Whether there is a word for a method and a path, with {@link #VARIABLE}. */
	static boolean has(String method, String path) {
		return WORDS.containsKey(method + " " + path);
	}

	/**
	 * What a request is about.
	 * @param path decoded, without the query
	 */
	static Action of(String method, String path) {
		String whole = method + " " + path;
		String word = WORDS.get(whole);
		String variable = null;
		if (word == null) {
			variable = variable(path);
			word = (variable != null) ? WORDS.get(method + " " + withoutVariable(path)) : null;
		}
		if (word != null) {
			return new Action(word, shortened(variable), !HARMLESS.contains(word));
		}
		return new Action((method.equals("GET") || method.equals("HEAD")) ? "read" : "other", shortened(path), false);
	}

	private static @Nullable String variable(String path) {
		int begin = begin(path);
		return (begin < 0) ? null : path.substring(begin, end(path, begin));
	}

	private static String withoutVariable(String path) {
		int begin = begin(path);
		return path.substring(0, begin) + VARIABLE + path.substring(end(path, begin));
	}

	/** Where the third place of a path begins; -1 if it has none. */
	private static int begin(String path) {
		int slash = path.startsWith("/api/") ? path.indexOf('/', "/api/".length()) : -1;
		return (slash < 0 || slash + 1 == path.length()) ? -1 : slash + 1;
	}

	private static int end(String path, int begin) {
		int slash = path.indexOf('/', begin);
		return (slash < 0) ? path.length() : slash;
	}

	private static @Nullable String shortened(@Nullable String target) {
		return (target != null && target.length() > LONGEST_TARGET) ? target.substring(0, LONGEST_TARGET) : target;
	}

}
