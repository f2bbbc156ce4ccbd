package io.wirepost.protocol;

import io.wirepost.framing.Framing;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.message.Payload;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.protocol.expression.EvaluationException;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * What a device is answered: nothing, always the same, or what an expression gives. Whole
 * frames, as on the wire. Immutable and safe for all threads.
 */
final class Answer {

	/** No answer. */
	static final Answer NONE = new Answer(null, null, null);

	/** The most bytes of an answer on the wire. It is stored with its message. */
	static final int LARGEST = 16 * 1024;

	private final @Nullable Payload constant;

	private final @Nullable Expression expression;

	private final @Nullable Framing framing;

	private Answer(@Nullable Payload constant, @Nullable Expression expression, @Nullable Framing framing) {
		this.constant = constant;
		this.expression = expression;
		this.framing = framing;
	}

	/**
	 * The same frame each time.
	 * @throws InvalidSettingsException if the framing cannot carry it
	 */
	static Answer of(Payload content, Framing framing) {
		try {
			return new Answer(wire(content, framing), null, null);
		}
		catch (FaultyAnswerException ex) {
			throw new InvalidSettingsException("", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * What an expression gives.
	 * @throws InvalidSettingsException if it is none, or names no variable and gives no
	 * frame
	 */
	static Answer of(String source, Framing framing, ReceivedFrame empty) {
		Expression expression = Expression.of(source, Expression.Kind.BYTES);
		if (!expression.isConstant()) {
			return new Answer(null, expression, framing);
		}
		try {
			byte[] content = expression.bytes(empty.variables());
			return (content.length > 0) ? of(Payload.owning(content), framing) : NONE;
		}
		catch (EvaluationException ex) {
			throw new InvalidSettingsException("", String.valueOf(ex.getMessage()));
		}
	}

	private static Payload wire(Payload content, Framing framing) {
		try {
			byte[] wire = framing.encode(content);
			if (wire.length > LARGEST) {
				throw new FaultyAnswerException(
						"The answer has %d bytes, more than %d".formatted(wire.length, LARGEST));
			}
			return Payload.owning(wire);
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException | PayloadNotEncodableException ex) {
			throw new FaultyAnswerException("The framing cannot carry this answer: " + ex.getMessage());
		}
	}

	/** Whether there is never an answer. */
	boolean isNone() {
		return this.constant == null && this.expression == null;
	}

	/** Whether the answer is the same for every frame. */
	boolean isConstant() {
		return this.expression == null;
	}

	/**
	 * The answer to a frame, as on the wire; null for none.
	 * @throws FaultyAnswerException if the expression fails, or gives no frame
	 */
	@Nullable Payload to(@Nullable ReceivedFrame frame) {
		if (this.expression == null || this.framing == null || frame == null) {
			return this.constant;
		}
		try {
			byte[] content = this.expression.bytes(frame.variables());
			// An expression chooses between an answer and none.
			return (content.length > 0) ? wire(Payload.owning(content), this.framing) : null;
		}
		catch (EvaluationException ex) {
			throw new FaultyAnswerException("The answer cannot be made: " + ex.getMessage());
		}
	}

}
