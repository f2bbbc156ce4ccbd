package io.wirepost.protocol;

import io.wirepost.protocol.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * A rule about frames of one kind, ready to use.
 *
 * @param when null for all frames
 * @param answer null for the protocol's acknowledgement
 */
record FrameRule(RuleSettings settings, @Nullable Expression when, @Nullable Answer answer, Fields fields) {

	boolean fits(ReceivedFrame frame) {
		return this.when == null || this.when.matches(frame.variables());
	}

}
