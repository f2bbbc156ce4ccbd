package io.wirepost.protocol;

import java.time.Duration;

import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * One step of a conversation with a device.
 *
 * @param send the payload that is sent; null if it only waits
 * @param expect true for the frame that ends the step; null if it ends once the payload
 * is written
 * @param within how long the step may take
 */
public record Step(@Nullable Payload send, @Nullable Expression expect, Duration within) {

	/** How long a step may take by default. */
	public static final Duration WITHIN = Duration.ofSeconds(5);

	/** The longest that all steps of a conversation may take. */
	public static final Duration LONGEST = Duration.ofMinutes(5);

	/** The most steps of a conversation. */
	public static final int MOST = 100;

	private static final Payload NOTHING = Payload.owning(new byte[0]);

	/**
	 * @param expect the source of an expression; null if nothing is expected
	 * @param within null for {@link #WITHIN}
	 * @throws InvalidSettingsException with all faults
	 */
	public static Step of(@Nullable Payload send, @Nullable String expect, @Nullable Duration within) {
		Faults faults = new Faults();
		faults.that(send != null || expect != null, "", "set send, expect or both");
		Expression condition = (expect != null)
				? faults.read("expect", () -> Expression.of(expect, Expression.Kind.REPLY)) : null;
		Duration time = (within != null) ? within : WITHIN;
		faults.that(time.toMillis() >= 1 && time.compareTo(LONGEST) <= 0, "within", "%s is not 1 ms to 5 minutes",
				time);
		faults.throwIfAny();
		return new Step(send, condition, time);
	}

	/** Whether a frame ends this step. */
	public boolean isMetBy(ReceivedFrame frame) {
		return this.expect != null && frame.meets(this.expect, request());
	}

	/** What its frames may answer; empty if nothing is sent. */
	public Payload request() {
		return (this.send != null) ? this.send : NOTHING;
	}

}
