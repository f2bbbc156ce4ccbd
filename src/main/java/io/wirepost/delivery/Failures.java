package io.wirepost.delivery;

import io.wirepost.device.DeviceUnknownException;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.delivery.failure.CorrelationIdMissingException;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import io.wirepost.delivery.failure.QueueFullException;

/** The failure codes of deliveries whose sender does not wait any more. */
final class Failures {

	/**
	 * The process ended while the message was being sent: it may or may not have arrived.
	 */
	static final String UNKNOWN_OUTCOME = "unknown-outcome";

	private Failures() {
	}

	static String word(RuntimeException failure) {
		if (failure instanceof DeviceNotConnectedException away) {
			return away.reason();
		}
		if (failure instanceof DeviceUnknownException) {
			return "device-unknown";
		}
		if (failure instanceof PayloadTooLargeException) {
			return "payload-too-large";
		}
		if (failure instanceof PayloadNotFrameableException) {
			return "payload-not-frameable";
		}
		if (failure instanceof PayloadNotEncodableException) {
			return "payload-not-encodable";
		}
		if (failure instanceof CorrelationIdMissingException) {
			return "token-missing";
		}
		if (failure instanceof QueueFullException) {
			return "queue-full";
		}
		return (failure instanceof JournalUnavailableException) ? "journal-unavailable" : "internal-error";
	}

}
