package io.wirepost.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.wirepost.delivery.poll.Poll;
import io.wirepost.delivery.poll.PollSettings;
import io.wirepost.protocol.StepSettings;
import org.jspecify.annotations.Nullable;

/**
 * A poll in JSON. Its numbers count from the start of the process.
 *
 * @param source {@code configuration} or {@code run-time}
 * @param devices the pattern of its devices' ids; null where a tag says which
 * @param send what it sends: {@code text}, {@code hex} or {@code base64}
 * @param lastRunDevices how many devices could be reached in the last round
 * @param skipped how many were not sent as the one before was still under way, or too
 * many were
 */
record PollView(String name, String source, @Nullable String devices, @Nullable String tag, Duration every,
		Duration jitter, Map<String, String> send, @Nullable Duration awaitReply, @Nullable Instant lastRunAt,
		int lastRunDevices, long sent, long replied, long failed, long skipped) {

	static PollView of(Poll poll) {
		PollSettings settings = poll.settings();
		return new PollView(poll.name(), poll.configured() ? "configuration" : "run-time", settings.devices(),
				settings.tag(), settings.every(), settings.spread(), send(settings.send()), settings.awaitReply(),
				poll.lastRunAt(), poll.lastRunDevices(), poll.sent(), poll.replied(), poll.failed(), poll.skipped());
	}

	private static Map<String, String> send(StepSettings.Send send) {
		Map<String, @Nullable String> all = new TreeMap<>();
		all.put("text", send.text());
		all.put("hex", send.hex());
		all.put("base64", send.base64());
		all.values().removeIf((value) -> value == null);
		return all;
	}

}
