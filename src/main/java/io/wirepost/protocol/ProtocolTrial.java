package io.wirepost.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wirepost.framing.FramingDryRun;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Interpretation;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol makes of bytes on one connection, without the connection: nothing is
 * stored or sent.
 *
 * @param frames the frames, in order
 * @param skipped bytes that are in no frame, and frames that were refused
 * @param leftover the bytes of an incomplete frame at the end
 */
public record ProtocolTrial(List<Frame> frames, List<Skipped> skipped, Payload leftover) {

	/** The schemes that identify a device without its frames. */
	private static final Set<String> KNOWN_ON_OPEN = Set.of("connection", "address", "certificate");

	private static final Payload NOTHING = Payload.owning(new byte[0]);

	public ProtocolTrial {
		frames = List.copyOf(frames);
		skipped = List.copyOf(skipped);
	}

	/**
	 * Gives chunks to a new connection, each as one read. Safe for all threads.
	 * @param device who is on the connection; null if its frames say so. Where frames do
	 * not say it, a null device is called {@code example}.
	 * @param now when the frames arrive
	 */
	public static ProtocolTrial run(Protocol protocol, List<byte[]> chunks, @Nullable DeviceId device, Instant now) {
		FramingDryRun.Result result = FramingDryRun.run(protocol.framing(), chunks);
		ProtocolSession session = new ProtocolSession(protocol);
		boolean known = device == null && KNOWN_ON_OPEN.contains(protocol.identification().by());
		session.identify(known ? new DeviceId("example") : device);
		List<Frame> frames = new ArrayList<>();
		List<Skipped> skipped = new ArrayList<>();
		boolean hidden = protocol.hasSecrets();
		result.rejections().forEach((one) -> skipped.add(Skipped.of(one, hidden)));
		for (FramingDryRun.Frame frame : result.details()) {
			FrameOutcome outcome = session.read(frame.payload(), frame.intact(), now);
			if (outcome instanceof FrameOutcome.Unidentified unidentified) {
				skipped.add(new Skipped(frame.offset(), frame.payload().size(), hidden ? NOTHING : frame.payload(),
						unidentified.why()));
				if (unidentified.fatal()) {
					break;
				}
			}
			else if (outcome instanceof FrameOutcome.Read read) {
				if (read.device() != null && !protocol.identification().isEveryFrame()) {
					session.identify(read.device());
				}
				boolean secret = read.secret() != null || session.hasSecret(read.frame())
						|| (hidden && read.device() == null);
				frames.add(secret ? Frame.hidden(frame.offset(), read)
						: new Frame(frame.offset(), frame.payload(), read.device(), read.reading()));
				if (read.reading().close()) {
					break;
				}
			}
		}
		return new ProtocolTrial(frames, skipped, hidden ? NOTHING : result.leftover());
	}

	/** All answers, in order. */
	byte[] out() {
		StringBuilder hex = new StringBuilder();
		for (Frame frame : this.frames) {
			Payload answer = frame.reading().interpretation().answer();
			hex.append((answer != null) ? answer.toHex(answer.size()) : "");
		}
		return HexFormat.of().parseHex(hex);
	}

	/**
	 * A frame.
	 *
	 * @param offset where it begins, counted from the first byte
	 * @param device whose it is; null if that is not known
	 */
	public record Frame(long offset, Payload payload, @Nullable DeviceId device, Reading reading) {

		/** A frame that has a secret: its bytes and fields are not shown. */
		private static Frame hidden(long offset, FrameOutcome.Read read) {
			Reading reading = read.reading();
			Interpretation shown = new Interpretation(reading.interpretation().kind(),
					reading.interpretation().answer(), Map.of());
			return new Frame(offset, NOTHING, read.device(),
					new Reading(shown, reading.keep(), reading.mayReply(), reading.close(), reading.fault()));
		}

		public Interpretation interpretation() {
			return this.reading.interpretation();
		}

	}

	/**
	 * Bytes in no frame, or a frame that was refused.
	 *
	 * @param size how many bytes
	 * @param first the first of them
	 * @param reason a sentence
	 */
	public record Skipped(long offset, long size, Payload first, String reason) {

		private static Skipped of(Rejection rejection, boolean hidden) {
			return new Skipped(rejection.offset(), rejection.size(), hidden ? NOTHING : rejection.first(),
					rejection.detail());
		}

	}

}
