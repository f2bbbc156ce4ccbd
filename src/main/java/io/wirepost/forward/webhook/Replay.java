package io.wirepost.forward.webhook;

import java.time.Instant;
import java.util.UUID;

import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Messages that a webhook sends once more, and how far that is.
 *
 * @param from where it begins, as asked for: a time or an id
 * @param to where it ends: a time or an id
 * @param since only messages received at this time or later; null for all
 * @param until only messages received before this time; null for all
 * @param at everything up to it is done
 * @param end it sends nothing beyond
 * @param sent how many messages were accepted
 * @param done whether it is over
 */
public record Replay(UUID id, String from, String to, @Nullable Instant since, @Nullable Instant until, Position at,
		Position end, long sent, boolean done) {

	Replay movedTo(Position at, long sent) {
		return new Replay(this.id, this.from, this.to, this.since, this.until, at, this.end, sent, this.done);
	}

	Replay ended() {
		return new Replay(this.id, this.from, this.to, this.since, this.until, this.at, this.end, this.sent, true);
	}

}
