package io.wirepost.protocol;

import java.util.Map;

import io.wirepost.message.Interpretation;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A rule about frames of one kind.
 *
 * @param kind the kind's name
 * @param when an expression that is true for these frames; null for all that no earlier
 * rule describes
 * @param answer an expression that gives what the device is answered, {@code none} for
 * nothing; by default what {@code acknowledge} says
 * @param keep whether these frames are messages; otherwise they are a sign of life, and
 * nothing is stored
 * @param reply {@code never} if such a frame answers no request
 * @param close whether the connection closes behind the answer
 * @param fields expressions of values that are shown with the message, by name
 */
public record RuleSettings(String kind, @Nullable String when, @Nullable String answer,
		@DefaultValue("true") boolean keep, @Nullable String reply, @DefaultValue("false") boolean close,
		@DefaultValue Map<String, String> fields) {

	/** The answer that is none. */
	static final String NONE = "none";

	private static final String NEVER = "never";

	public RuleSettings {
		if (kind == null) {
			throw new InvalidSettingsException("kind", "set it to the name of these frames, such as heartbeat");
		}
		String name = kind;
		Rules.parse("kind", () -> Interpretation.kind(name));
		Rules.check(reply == null || reply.equals(NEVER), "reply", reply,
				"never; leave it out for frames that may answer a request");
	}

	/** Whether such a frame may answer a request. */
	boolean mayReply() {
		return this.reply == null;
	}

}
