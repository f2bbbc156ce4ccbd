package io.wirepost.protocol.expression;

import io.wirepost.settings.InvalidSettingsException;

/**
 * An expression over a frame, in the Common Expression Language: checked when it is made,
 * with no loops and nothing to reach but its {@link Variables}. An evaluation takes a
 * bounded number of steps.
 * <p>
 * Immutable, and safe for all threads; evaluations neither lock nor block, and are made
 * on event loops. Equal to another of the same source and kind.
 */
public final class Expression {

	private final String source;

	private final Kind kind;

	private final Node root;

	private final boolean constant;

	private Expression(String source, Kind kind, Node root, boolean constant) {
		this.source = source;
		this.kind = kind;
		this.root = root;
		this.constant = constant;
	}

	/**
	 * Reads an expression. The first one takes half a second: CEL's compiler is loaded
	 * for it.
	 * @throws InvalidSettingsException if it is none, or gives a value of another kind;
	 * each fault is a sentence that begins with the place, as line and column
	 */
	public static Expression of(String source, Kind kind) {
		try {
			return of(Environment.check(source), source, kind);
		}
		catch (StackOverflowError ex) {
			throw new InvalidSettingsException("", "this expression is nested too deeply");
		}
	}

	private static Expression of(Checked checked, String source, Kind kind) {
		ResultTypes.check(checked.tree().getResultType(), kind);
		Translation translation = new Translation(checked, kind == Kind.REPLY);
		Node root = translation.node(checked.tree().getExpr());
		return new Expression(source, kind, root, translation.variables().isEmpty());
	}

	/**
	 * Whether it names no variables: its value is the same for all frames of a charset.
	 */
	public boolean isConstant() {
		return this.constant;
	}

	/**
	 * Whether a condition holds; false where it has no value, such as when it names a
	 * place outside of the frame.
	 */
	public boolean matches(Variables variables) {
		try {
			return (Boolean) evaluate((this.kind == Kind.REPLY) ? Kind.REPLY : Kind.CONDITION,
					Evaluation.of(variables));
		}
		catch (EvaluationException ex) {
			return false;
		}
	}

	/**
	 * The bytes that it gives; a text in the charset of the connection.
	 * @throws EvaluationException if it has no value for this frame
	 */
	public byte[] bytes(Variables variables) throws EvaluationException {
		Evaluation in = Evaluation.of(variables);
		Object value = evaluate(Kind.BYTES, in);
		Bytes bytes = (value instanceof String text) ? MakingBytes.encode(in, text) : (Bytes) value;
		in.spend(bytes.size());
		return bytes.toByteArray();
	}

	/**
	 * The id that it gives; a number in decimal digits. It can be any text, also an empty
	 * one.
	 * @throws EvaluationException if it has no value for this frame
	 */
	public String id(Variables variables) throws EvaluationException {
		return evaluate(Kind.ID, Evaluation.of(variables)).toString();
	}

	/**
	 * The value as a field of a message shows it: a {@code Boolean}, {@code Long},
	 * {@code Double}, {@code String}, or a {@code List} or {@code Map} of these.
	 * @throws EvaluationException if it has no value for this frame
	 */
	public Object value(Variables variables) throws EvaluationException {
		Evaluation in = Evaluation.of(variables);
		return JsonValues.of(evaluate(Kind.VALUE, in), in);
	}

	private Object evaluate(Kind asked, Evaluation in) throws EvaluationException {
		if (this.kind != asked) {
			throw new IllegalStateException("'%s' is of the kind %s".formatted(this.source, this.kind));
		}
		return this.root.evaluate(in);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Expression one && one.source.equals(this.source) && one.kind == this.kind;
	}

	@Override
	public int hashCode() {
		return this.source.hashCode();
	}

	/** The source. */
	@Override
	public String toString() {
		return this.source;
	}

	/** What an expression is for, which says what it may give. */
	public enum Kind {

		/** True or false: whether a rule is for the frame. */
		CONDITION,
		/** True or false, about a frame that may answer a request: it may name that. */
		REPLY,
		/** Bytes, or a text: an answer. */
		BYTES,
		/** A text or a whole number: a device's id, or a correlation id. */
		ID,
		/** Anything that JSON can show: a field of a message. */
		VALUE

	}

}
