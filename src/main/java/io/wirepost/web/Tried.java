package io.wirepost.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wirepost.delivery.Deliveries;
import io.wirepost.message.Payload;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolTrial;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol makes of bytes.
 *
 * @param skipped bytes that are in no frame, and frames that were refused
 * @param leftover the bytes of an incomplete frame, in hex
 */
record Tried(List<Frame> frames, List<Skipped> skipped, String leftover) {

	static Tried of(ProtocolTrial trial, Protocol protocol) {
		return new Tried(trial.frames().stream().map((frame) -> Frame.of(frame, protocol)).toList(),
				trial.skipped().stream().map(Skipped::of).toList(), hex(trial.leftover()));
	}

	private static String hex(Payload payload) {
		return payload.toHex(payload.size()).toLowerCase(Locale.ROOT);
	}

	/**
	 * A frame.
	 *
	 * @param offset where it begins, counted from the first byte
	 * @param text null if it is no text in the charset
	 * @param keep whether it is a message
	 * @param answer what the device would be answered, in hex; null for nothing
	 * @param correlation the correlation id that finds its request; null for none
	 * @param fault why the answer could not be made; null if nothing failed
	 */
	record Frame(long offset, String hex, @Nullable String text, @Nullable String kind, @Nullable String device,
			boolean keep, @Nullable String answer, @Nullable String correlation, Map<String, Object> fields,
			@Nullable String fault) {

		private static Frame of(ProtocolTrial.Frame frame, Protocol protocol) {
			Payload answer = frame.interpretation().answer();
			String correlation = frame.reading().mayReply()
					? Deliveries.correlationOf(protocol.reply(), frame.payload(), protocol.charset()) : null;
			return new Frame(frame.offset(), Tried.hex(frame.payload()),
					frame.payload().decode(protocol.charset()).orElse(null), frame.interpretation().kind(),
					(frame.device() != null) ? frame.device().value() : null, frame.reading().keep(),
					(answer != null) ? Tried.hex(answer) : null, correlation, frame.interpretation().fields(),
					frame.reading().fault());
		}

	}

	/** Bytes in no frame, or a frame that was refused: the first of them, and why. */
	record Skipped(long offset, long size, String hex, String reason) {

		private static Skipped of(ProtocolTrial.Skipped skipped) {
			return new Skipped(skipped.offset(), skipped.size(), Tried.hex(skipped.first()), skipped.reason());
		}

	}

}
