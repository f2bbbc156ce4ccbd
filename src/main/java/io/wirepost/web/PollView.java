package io.wirepost.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

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

	/** With what the same poll did at other replicas: each polls the devices it has. */
	PollView with(List<PollView> elsewhere) {
		List<PollView> same = elsewhere.stream().filter((one) -> one.name().equals(this.name)).toList();
		if (same.isEmpty()) {
			return this;
		}
		Instant last = Stream.concat(Stream.of(this), same.stream())
			.map(PollView::lastRunAt)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
		return new PollView(this.name, this.source, this.devices, this.tag, this.every, this.jitter, this.send,
				this.awaitReply, last, this.lastRunDevices + same.stream().mapToInt(PollView::lastRunDevices).sum(),
				this.sent + same.stream().mapToLong(PollView::sent).sum(),
				this.replied + same.stream().mapToLong(PollView::replied).sum(),
				this.failed + same.stream().mapToLong(PollView::failed).sum(),
				this.skipped + same.stream().mapToLong(PollView::skipped).sum());
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
