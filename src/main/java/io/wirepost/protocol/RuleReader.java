package io.wirepost.protocol;

import io.wirepost.framing.Framing;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import org.jspecify.annotations.Nullable;

/** Makes rules of their settings. */
final class RuleReader {

	private RuleReader() {
	}

	/**
	 * @param fields the protocol's own fields, which the rule has too
	 * @param empty an empty frame, for answers that do not depend on one
	 * @throws io.wirepost.settings.InvalidSettingsException with all faults
	 */
	static FrameRules.FrameRule read(RuleSettings settings, Framing framing, Fields fields, ReceivedFrame empty) {
		Faults faults = new Faults();
		String condition = settings.when();
		Expression when = (condition != null)
				? faults.read("when", () -> Expression.of(condition, Expression.Kind.CONDITION)) : null;
		String source = settings.answer();
		Answer answer = (source != null) ? faults.read("answer", () -> answer(source, framing, empty)) : null;
		Fields own = faults.read("fields", () -> Fields.of(settings.fields()));
		return new FrameRules.FrameRule(settings, when, answer, fields.with(faults.unlessAny(own)));
	}

	private static @Nullable Answer answer(String source, Framing framing, ReceivedFrame empty) {
		return source.equals(RuleSettings.NONE) ? Answer.NONE : Answer.of(source, framing, empty);
	}

}
