package io.wirepost.protocol;

import io.wirepost.message.Interpretation;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol's rules say about a frame.
 *
 * @param interpretation its kind, answer and fields
 * @param keep whether it is a message
 * @param mayReply whether it may answer a request
 * @param close whether the connection closes behind the answer
 * @param fault why its answer could not be made; null if nothing failed
 */
public record Reading(Interpretation interpretation, boolean keep, boolean mayReply, boolean close,
		@Nullable String fault) {

	/** The same, but for the journal. */
	Reading unkept() {
		return new Reading(this.interpretation, false, this.mayReply, this.close, this.fault);
	}

	/** No rule says anything: a message without an answer. */
	static final Reading PLAIN = new Reading(Interpretation.answered(null), true, true, false, null);

}
