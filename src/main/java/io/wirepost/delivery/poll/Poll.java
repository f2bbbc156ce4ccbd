package io.wirepost.delivery.poll;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A poll as it is now. Its numbers count from the start of the process.
 *
 * @param configured whether the configuration names it, so that only the configuration
 * can change it
 * @param lastRunAt when its last round began; null if none has
 * @param lastRunDevices how many devices could be reached then
 * @param sent how many messages were written
 * @param replied how many of them were replied to in time
 * @param failed how many were not written, or not replied to in time
 * @param skipped how many were not sent as the one before was still under way, or too
 * many were
 */
public record Poll(String name, boolean configured, PollSettings settings, @Nullable Instant lastRunAt,
		int lastRunDevices, long sent, long replied, long failed, long skipped) {
}
