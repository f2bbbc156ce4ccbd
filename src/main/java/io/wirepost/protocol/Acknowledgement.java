package io.wirepost.protocol;

import io.wirepost.framing.Framing;
import io.wirepost.message.Payload;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/** Makes the answer that {@code acknowledge} sets. */
final class Acknowledgement {

	private Acknowledgement() {
	}

	/**
	 * @param settings null for none
	 * @param empty an empty frame, for answers that do not depend on one
	 * @throws InvalidSettingsException if the framing cannot carry it
	 */
	static Answer of(@Nullable AcknowledgeSettings settings, Framing framing, ReceivedFrame empty) {
		if (settings == null) {
			return Answer.NONE;
		}
		String expression = settings.expression();
		String hex = settings.hex();
		String text = settings.text();
		Faults faults = new Faults();
		Answer answer = Answer.NONE;
		if (expression != null) {
			answer = faults.read("expression", () -> Answer.of(expression, framing, empty));
		}
		else if (hex != null) {
			answer = faults.read("hex", () -> Answer.of(Payload.owning(ByteNotation.hex(hex)), framing));
		}
		else if (text != null) {
			answer = faults.read("text", () -> ofText(text, framing, empty));
		}
		return faults.unlessAny(answer);
	}

	private static Answer ofText(String text, Framing framing, ReceivedFrame empty) {
		try {
			return Answer.of(Payload.of(text, empty.charset()), framing);
		}
		catch (PayloadNotEncodableException ex) {
			throw new InvalidSettingsException("", "'%s' cannot be encoded in %s".formatted(text, empty.charset()));
		}
	}

}
