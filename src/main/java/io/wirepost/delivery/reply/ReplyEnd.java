package io.wirepost.delivery.reply;

import java.time.Duration;

import io.wirepost.message.Payload;
import io.wirepost.protocol.ReceivedFrame;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.modulith.NamedInterface;

/**
 * When a reply of several frames is complete: one of the three is given.
 *
 * @param until true for the last frame; null if that is not how it ends
 * @param frames the number of frames; null if that is not how it ends
 * @param quiet the silence behind the last frame; null if that is not how it ends
 */
@NamedInterface("reply")
public record ReplyEnd(@Nullable Expression until, @Nullable Integer frames, @Nullable Duration quiet) {

	/** The most frames of one reply. */
	public static final int MOST_FRAMES = 1_000;

	/** The most bytes of one reply, as its frames are held until it is complete. */
	public static final int MOST_BYTES = 16 * 1024 * 1024;

	/** The longest silence behind a reply. */
	public static final Duration LONGEST_QUIET = Duration.ofMinutes(1);

	/**
	 * @param until the source of an expression
	 * @throws InvalidSettingsException with all faults
	 */
	public static ReplyEnd of(@Nullable String until, @Nullable Integer frames, @Nullable Duration quiet) {
		Faults faults = new Faults();
		int given = ((until != null) ? 1 : 0) + ((frames != null) ? 1 : 0) + ((quiet != null) ? 1 : 0);
		faults.that(given == 1, "", "set one of until, frames and quiet");
		Expression last = (until != null) ? faults.read("until", () -> Expression.of(until, Expression.Kind.REPLY))
				: null;
		faults.that(frames == null || (frames >= 1 && frames <= MOST_FRAMES), "frames", "%s is not 1 to %d", frames,
				MOST_FRAMES);
		faults.that(quiet == null || (quiet.toMillis() >= 1 && quiet.compareTo(LONGEST_QUIET) <= 0), "quiet",
				"%s is not 1 ms to 1 minute", quiet);
		faults.throwIfAny();
		return new ReplyEnd(last, frames, quiet);
	}

	/** One line from which {@link #ofSource} makes an equal one. */
	public String source() {
		return (this.until != null) ? "until " + this.until
				: (this.frames != null) ? "frames " + this.frames : "quiet " + this.quiet;
	}

	/** The one of a line that {@link #source} gave. */
	public static ReplyEnd ofSource(String source) {
		String value = source.substring(source.indexOf(' ') + 1);
		return switch (source.substring(0, source.indexOf(' '))) {
			case "until" -> of(value, null, null);
			case "frames" -> of(null, Integer.valueOf(value), null);
			default -> of(null, null, Duration.parse(value));
		};
	}

	/**
	 * Whether a frame is the last.
	 * @param count its number, from 1
	 */
	boolean isAt(ReceivedFrame frame, Payload request, int count) {
		return (this.until != null) ? frame.meets(this.until, request) : this.frames != null && count >= this.frames;
	}

}
