package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.protocol.expression.EvaluationException;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * An expression gives the device id: of the first frame for which a condition is true, or
 * of every frame.
 */
final class ByExpression implements Identification {

	private final boolean every;

	private final boolean consume;

	private final @Nullable Expression when;

	private final Expression id;

	private ByExpression(boolean every, boolean consume, @Nullable Expression when, Expression id) {
		this.every = every;
		this.consume = consume;
		this.when = when;
		this.id = id;
	}

	/**
	 * @param every whether every frame names its device
	 */
	static Identification of(boolean every, Settings settings) {
		Options options = settings.bind(Options.class);
		Faults faults = new Faults();
		String condition = options.when();
		Expression when = (condition != null)
				? faults.read("when", () -> Expression.of(condition, Expression.Kind.CONDITION)) : null;
		Expression id = faults.read("id", () -> Expression.of(options.id(), Expression.Kind.ID));
		return new ByExpression(every, options.consume() != null && options.consume(), when, faults.unlessAny(id));
	}

	@Override
	public String by() {
		return this.every ? "every-frame" : "first-frame";
	}

	@Override
	public boolean isEveryFrame() {
		return this.every;
	}

	@Override
	public boolean isConsuming() {
		return this.consume;
	}

	/** Other frames may come before the one that the condition describes. */
	@Override
	public boolean isFatalIfUnidentified() {
		return !this.every && this.when == null;
	}

	@Override
	public Identity onFrame(ReceivedFrame frame) {
		if (this.when != null && !this.when.matches(frame.variables())) {
			return Identity.NONE;
		}
		try {
			return new Identity.Known(new DeviceId(this.id.id(frame.variables())));
		}
		catch (EvaluationException | IllegalArgumentException ex) {
			return new Identity.Failed("The device's id cannot be read: " + ex.getMessage());
		}
	}

	/**
	 * Which frame has the device id, and where.
	 *
	 * @param when whether this frame has it; each by default
	 * @param id gives the id, a string or a whole number
	 * @param consume whether the identifying frame is dropped rather than stored as a
	 * message
	 */
	record Options(@Nullable String when, String id, @Nullable Boolean consume) {

		Options {
			if (id == null) {
				throw new InvalidSettingsException("id", "set it to an expression, such as frame.slice(4, 12).bcd()");
			}
		}

	}

}
