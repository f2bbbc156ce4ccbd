package io.wirepost.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wirepost.framing.Framing;
import io.wirepost.message.Interpretation;
import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a protocol: the first that fits a frame names its kind. Immutable and safe
 * for all threads.
 */
final class FrameRules {

	private final List<FrameRule> rules;

	private final Fields fields;

	private final Answer acknowledgement;

	private final boolean closeAfter;

	/** What is said of each frame where there is nothing to evaluate; null elsewhere. */
	private final @Nullable Reading constant;

	private FrameRules(List<FrameRule> rules, Fields fields, Answer acknowledgement, boolean closeAfter) {
		this.rules = rules;
		this.fields = fields;
		this.acknowledgement = acknowledgement;
		this.closeAfter = closeAfter;
		this.constant = (rules.isEmpty() && fields.isEmpty() && acknowledgement.isConstant())
				? new Reading(Interpretation.answered(acknowledgement.to(null)), true, true, closeAfter, null) : null;
	}

	/**
	 * @throws io.wirepost.settings.InvalidSettingsException with all faults
	 */
	static FrameRules of(ProtocolSettings settings, Framing framing, ReceivedFrame empty) {
		Faults faults = new Faults();
		Fields fields = faults.read("fields", () -> Fields.of(settings.fields()));
		AcknowledgeSettings acknowledge = settings.acknowledge();
		Answer acknowledgement = faults.read("acknowledge", () -> Acknowledgement.of(acknowledge, framing, empty));
		List<FrameRule> rules = new ArrayList<>();
		for (int i = 0; i < settings.rules().size(); i++) {
			RuleSettings one = settings.rules().get(i);
			String name = "rules[%d]".formatted(i);
			Fields before = (fields != null) ? fields : Fields.NONE;
			FrameRule rule = faults.read(name, () -> RuleReader.read(one, framing, before, empty));
			faults.that(one.when() != null || i == settings.rules().size() - 1, name + ".when",
					"this rule fits every frame, so those behind it never count; set when, or move it to the end");
			if (rule != null) {
				rules.add(rule);
			}
		}
		faults.throwIfAny();
		return new FrameRules(List.copyOf(rules), faults.unlessAny(fields), faults.unlessAny(acknowledgement),
				acknowledge != null && acknowledge.close());
	}

	/** Whether any frame is answered, or closes the connection. */
	boolean answers() {
		return !this.acknowledgement.isNone() || this.closeAfter || this.rules.stream()
			.anyMatch((rule) -> rule.settings().close() || (rule.answer() != null && !rule.answer().isNone()));
	}

	/** The names of the kinds, in the order of the rules. */
	List<String> kinds() {
		return this.rules.stream().map((rule) -> rule.settings().kind()).distinct().toList();
	}

	/** Says what a frame is. */
	Reading read(ReceivedFrame frame) {
		return (this.constant != null) ? this.constant
				: read(frame, fitting(frame), this.acknowledgement, this.closeAfter);
	}

	/**
	 * Says what a frame is that is dropped after it identified its device: it is no
	 * message to acknowledge, but a rule may answer it.
	 */
	Reading readConsumed(ReceivedFrame frame) {
		Reading reading = read(frame, fitting(frame), Answer.NONE, false);
		return new Reading(reading.interpretation(), false, false, reading.close(), reading.fault());
	}

	private Reading read(ReceivedFrame frame, @Nullable FrameRule rule, Answer otherwise, boolean closeAfter) {
		Answer answer = (rule != null && rule.answer() != null) ? rule.answer() : otherwise;
		Payload wire = null;
		String fault = null;
		try {
			wire = answer.to(frame);
		}
		catch (FaultyAnswerException ex) {
			fault = ex.getMessage();
		}
		Fields named = (rule != null) ? rule.fields() : this.fields;
		Map<String, Object> values = named.isEmpty() ? Map.of() : named.of(frame);
		RuleSettings says = (rule != null) ? rule.settings() : null;
		return new Reading(new Interpretation((says != null) ? says.kind() : null, wire, values),
				says == null || says.keep(), says == null || says.mayReply(),
				closeAfter || (says != null && says.close()), fault);
	}

	private @Nullable FrameRule fitting(ReceivedFrame frame) {
		for (FrameRule rule : this.rules) {
			if (rule.fits(frame)) {
				return rule;
			}
		}
		return null;
	}

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

}
