package io.wirepost.protocol;

import java.time.Instant;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * What one connection's protocol has to remember: who is on it, and two counters. Used on
 * the connection's event loop.
 */
public final class ProtocolSession {

	private final Protocol protocol;

	private @Nullable DeviceId device;

	private @Nullable SaidSecret said;

	private long framesIn;

	private long framesOut;

	public ProtocolSession(Protocol protocol) {
		this.protocol = protocol;
	}

	/** It is known who is on the connection, from now on. */
	public void identify(@Nullable DeviceId device) {
		this.device = device;
	}

	/** A frame was written that is no answer. */
	public void written() {
		this.framesOut++;
	}

	/**
	 * Reads the next frame.
	 * @param intact whether its checksum fits, or it has none
	 */
	public FrameOutcome read(Payload payload, boolean intact, Instant receivedAt) {
		this.framesIn++;
		ReceivedFrame frame = new ReceivedFrame(payload, intact, this.protocol.charset(), this.device, receivedAt,
				this.framesIn, this.framesOut);
		Identification identification = this.protocol.identification();
		if (this.device != null && !identification.isEveryFrame()) {
			return read(this.device, frame, hasSecret(frame), null);
		}
		Identity identity = identification.onFrame(frame);
		if (identity instanceof Identity.Known known) {
			byte[] secret = identification.secretIn(frame);
			this.said = (secret != null) ? new SaidSecret(secret, known.device()) : null;
			return read(known.device(), frame.of(known.device()), identification.isConsuming(), known.secret());
		}
		if (identity == Identity.NONE) {
			// A rule may describe what comes before the frame that identifies the device.
			Reading early = this.protocol.rules().read(frame);
			if (early.interpretation().kind() != null) {
				return read(null, visible(early), frame, null);
			}
		}
		return unidentified(identity, frame);
	}

	/**
	 * Whether a frame has the device's secret, so that it is neither stored nor shown.
	 */
	boolean hasSecret(ReceivedFrame frame) {
		return this.protocol.carriesSecret(frame) || (this.said != null && this.said.isIn(frame.payload()));
	}

	/** A device that says its secret in the wrong frame must not have it stored. */
	private Reading visible(Reading reading) {
		return this.protocol.hasSecrets() ? reading.unkept() : reading;
	}

	private FrameOutcome.Read read(@Nullable DeviceId sender, ReceivedFrame frame, boolean consumed,
			@Nullable SecretHash secret) {
		return read(sender, consumed ? this.protocol.rules().readConsumed(frame) : this.protocol.rules().read(frame),
				frame, secret);
	}

	private FrameOutcome.Read read(@Nullable DeviceId sender, Reading reading, ReceivedFrame frame,
			@Nullable SecretHash secret) {
		if (reading.interpretation().answer() != null) {
			this.framesOut++;
		}
		return new FrameOutcome.Read(sender, reading, frame, secret);
	}

	private FrameOutcome unidentified(Identity identity, ReceivedFrame frame) {
		boolean fatal = this.protocol.identification().isFatalIfUnidentified();
		FrameOutcome.Read otherwise = new FrameOutcome.Read(null, visible(Reading.PLAIN), frame, null);
		return (identity instanceof Identity.Failed failed)
				? new FrameOutcome.Unidentified(failed.why(), true, fatal, otherwise)
				: new FrameOutcome.Unidentified("The frame does not identify its device", false, fatal, otherwise);
	}

}
