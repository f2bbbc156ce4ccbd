package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of one frame may name. Made once for a frame and used for all of
 * its expressions, which then share its text: that is decoded when the first of them
 * names it.
 * <p>
 * Immutable, and safe for all threads.
 */
public final class Variables {

	private final Bytes frame;

	private final Payload payload;

	private final Charset charset;

	private final String device;

	private final Instant received;

	private final long framesIn;

	private final long framesOut;

	private final @Nullable Bytes request;

	private final boolean intact;

	/** Null until somebody names the text. Threads that race decode the same. */
	private @Nullable Text text;

	/**
	 * @param frame what the framing delivered
	 * @param charset the charset of the connection
	 * @param device the device's id; null before identification
	 * @param received when the frame arrived
	 * @param framesIn the frames that this connection has received so far
	 * @param framesOut the frames that were written on this connection so far
	 * @param request what the frame is to answer; null outside of conversations
	 * @param intact whether the frame's checksum fits, or it has none
	 */
	public Variables(Payload frame, Charset charset, @Nullable String device, Instant received, long framesIn,
			long framesOut, @Nullable Payload request, boolean intact) {
		this.frame = Bytes.of(frame);
		this.payload = frame;
		this.charset = charset;
		this.device = (device != null) ? device : "";
		this.received = received;
		this.framesIn = framesIn;
		this.framesOut = framesOut;
		this.request = (request != null) ? Bytes.of(request) : null;
		this.intact = intact;
	}

	Bytes frame() {
		return this.frame;
	}

	Charset charset() {
		return this.charset;
	}

	/** Empty unless the frame is a text without loss. */
	Optional<String> text() {
		Text known = this.text;
		if (known == null) {
			known = new Text(this.payload.decode(this.charset));
			this.text = known;
		}
		return known.decoded();
	}

	String device() {
		return this.device;
	}

	Instant received() {
		return this.received;
	}

	long framesIn() {
		return this.framesIn;
	}

	long framesOut() {
		return this.framesOut;
	}

	@Nullable Bytes request() {
		return this.request;
	}

	boolean isIntact() {
		return this.intact;
	}

	/** The outcome of decoding; a record, so that threads that race see it whole. */
	private record Text(Optional<String> decoded) {
	}

}
