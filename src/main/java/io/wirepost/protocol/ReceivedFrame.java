package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.time.Instant;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.protocol.expression.Variables;
import org.jspecify.annotations.Nullable;

/**
 * A frame, and what is known when it arrives. Its variables are made for the first
 * expression, and shared by all. Used on the connection's event loop.
 */
public final class ReceivedFrame {

	private final Payload payload;

	private final boolean intact;

	private final Charset charset;

	private final @Nullable DeviceId device;

	private final Instant receivedAt;

	private final long framesIn;

	private final long framesOut;

	private @Nullable Variables variables;

	/**
	 * @param intact whether its checksum fits, or it has none
	 * @param device null before identification
	 * @param framesIn the frames that the connection has received, with this one
	 * @param framesOut the frames that were sent on the connection, answers included
	 */
	public ReceivedFrame(Payload payload, boolean intact, Charset charset, @Nullable DeviceId device,
			Instant receivedAt, long framesIn, long framesOut) {
		this.payload = payload;
		this.intact = intact;
		this.charset = charset;
		this.device = device;
		this.receivedAt = receivedAt;
		this.framesIn = framesIn;
		this.framesOut = framesOut;
	}

	/** The same frame, when its device is known. */
	ReceivedFrame of(DeviceId sender) {
		return sender.equals(this.device) ? this : new ReceivedFrame(this.payload, this.intact, this.charset, sender,
				this.receivedAt, this.framesIn, this.framesOut);
	}

	public Payload payload() {
		return this.payload;
	}

	public Charset charset() {
		return this.charset;
	}

	/**
	 * Whether a condition holds for this frame.
	 * @param request the bytes that the frame may answer
	 */
	public boolean meets(Expression condition, Payload request) {
		return condition.matches(variables(request));
	}

	Variables variables() {
		if (this.variables == null) {
			this.variables = variables(null);
		}
		return this.variables;
	}

	private Variables variables(@Nullable Payload request) {
		return new Variables(this.payload, this.charset, (this.device != null) ? this.device.value() : null,
				this.receivedAt, this.framesIn, this.framesOut, request, this.intact);
	}

}
