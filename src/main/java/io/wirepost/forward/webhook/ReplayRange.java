package io.wirepost.forward.webhook;

import java.time.Instant;

import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What to send once more: from where, one of the first three, and to where, one of the
 * last two or neither.
 *
 * @param since from this time on
 * @param first from this message on
 * @param after after this position
 * @param until before this time
 * @param last up to this message
 */
public record ReplayRange(@Nullable Instant since, @Nullable MessageId first, @Nullable Position after,
		@Nullable Instant until, @Nullable MessageId last) {

	String from() {
		return String.valueOf((this.since != null) ? this.since : (this.first != null) ? this.first : this.after);
	}

}
