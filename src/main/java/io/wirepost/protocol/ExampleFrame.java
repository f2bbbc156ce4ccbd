package io.wirepost.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wirepost.framing.FramingDryRun;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a device says in an example.
 *
 * @param wire its bytes on the wire, with those between it and the next
 * @param payload its payload
 * @param device whose it is; null if that is not known
 * @param identifies whether it is the frame that says whose connection it is
 * @param reading what the rules say about it
 */
public record ExampleFrame(byte[] wire, Payload payload, @Nullable String device, boolean identifies, Reading reading) {

	/**
	 * The frames of all examples in which every byte belongs to a frame, no checksum is
	 * wrong, and no connection is closed: what a device in order says. Each example is a
	 * list.
	 */
	public static List<List<ExampleFrame>> of(Protocol protocol) {
		return protocol.settings()
			.examples()
			.stream()
			.map((example) -> of(protocol, example))
			.filter((frames) -> !frames.isEmpty())
			.toList();
	}

	private static List<ExampleFrame> of(Protocol protocol, ExampleSettings example) {
		List<byte[]> chunks = example.in().stream().map((word) -> ByteNotation.read(word, protocol.charset())).toList();
		FramingDryRun.Result decoded = FramingDryRun.run(protocol.framing(), chunks);
		ProtocolTrial trial = ProtocolTrial.run(protocol, chunks, null, ProtocolExamples.NOW);
		List<FramingDryRun.Frame> details = decoded.details();
		boolean clean = trial.skipped().isEmpty() && decoded.leftover().size() == 0
				&& trial.frames().size() == details.size() && details.stream().allMatch(FramingDryRun.Frame::intact)
				&& trial.frames().stream().noneMatch((one) -> one.reading().close() || one.reading().fault() != null);
		return clean ? cut(protocol, joined(chunks), details, trial) : List.of();
	}

	private static List<ExampleFrame> cut(Protocol protocol, byte[] bytes, List<FramingDryRun.Frame> details,
			ProtocolTrial trial) {
		boolean everyFrame = protocol.identification().isEveryFrame();
		List<ExampleFrame> frames = new ArrayList<>();
		boolean known = !isIdentifiedByFrames(protocol);
		for (int i = 0; i < details.size(); i++) {
			int begin = (i == 0) ? 0 : (int) details.get(i).offset();
			int end = (i + 1 < details.size()) ? (int) details.get(i + 1).offset() : bytes.length;
			ProtocolTrial.Frame frame = trial.frames().get(i);
			boolean identifies = !known && frame.device() != null;
			known |= identifies && !everyFrame;
			frames.add(new ExampleFrame(Arrays.copyOfRange(bytes, begin, end), details.get(i).payload(),
					(frame.device() != null) ? frame.device().value() : null, identifies, frame.reading()));
		}
		return frames;
	}

	/** Whether frames say whose connection it is. */
	public static boolean isIdentifiedByFrames(Protocol protocol) {
		return List.of("first-frame", "every-frame").contains(protocol.identification().by());
	}

	private static byte[] joined(List<byte[]> parts) {
		byte[] all = new byte[parts.stream().mapToInt((part) -> part.length).sum()];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, at, part.length);
			at += part.length;
		}
		return all;
	}

}
