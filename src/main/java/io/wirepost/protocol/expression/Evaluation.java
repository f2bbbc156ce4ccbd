package io.wirepost.protocol.expression;

import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;

/**
 * One evaluation of one expression. Whatever takes longer for longer values spends steps
 * first: about one for each byte or character that it reads or makes. When none are left,
 * the evaluation fails. So neither a hostile expression nor a hostile frame takes more
 * than some milliseconds, or more than some megabytes. For one thread.
 */
final class Evaluation {

	/** The most steps of one evaluation. */
	static final int STEPS = 2_000_000;

	private final @Nullable Variables variables;

	private int left = STEPS;

	private Evaluation(@Nullable Variables variables) {
		this.variables = variables;
	}

	static Evaluation of(Variables variables) {
		return new Evaluation(variables);
	}

	/** Of parts of an expression that name no variables. */
	static Evaluation ofConstants() {
		return new Evaluation(null);
	}

	/**
	 * @throws EvaluationException if fewer steps are left
	 */
	void spend(long steps) throws EvaluationException {
		if (steps > this.left) {
			this.left = 0;
			throw new EvaluationException("this takes more than the %,d steps that one evaluation may take", STEPS);
		}
		this.left -= (int) steps;
	}

	/** The steps that are left. */
	int left() {
		return this.left;
	}

	Variables variables() {
		if (this.variables == null) {
			throw new IllegalStateException("A constant names no variables");
		}
		return this.variables;
	}

	Charset charset() {
		return variables().charset();
	}

	/** What a sentence calls these bytes. */
	String name(Bytes bytes) {
		boolean isFrame = this.variables != null && this.variables.frame() == bytes;
		return (isFrame ? "the frame of " : "a value of ") + bytes;
	}

}
