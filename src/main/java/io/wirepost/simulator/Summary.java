package io.wirepost.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of a simulation.
 *
 * @param sent frames that were written
 * @param expected frames among them that the protocol acknowledges
 * @param acknowledged acknowledgements that came, byte for byte
 * @param missing acknowledgements that devices without trouble did not get
 * @param lost connections of devices without trouble that failed or were closed by the
 * server
 * @param requests frames of the server that are no acknowledgements
 * @param answered requests that were replied to
 * @param connected connections that were opened
 * @param reconnects connections among them that followed another
 * @param unexpected times that bytes came which are neither acknowledgement nor request
 * @param open connections at the end
 * @param closed how often connections failed or were closed by the server, by reason
 * @param latencies percentiles, in words; empty for none
 */
record Summary(long sent, long expected, long acknowledged, long missing, long lost, long requests, long answered,
		long connected, long reconnects, long unexpected, long open, Map<String, Long> closed, String latencies) {

	/**
	 * Whether all went well for devices without trouble.
	 * @param troubled whether there are others, whose bytes may be answered in any way
	 */
	boolean isGood(boolean troubled) {
		return this.missing == 0 && this.lost == 0 && this.sent > 0 && (troubled || this.unexpected == 0);
	}

	/** Lines for a reader. */
	String lines(double seconds) {
		String reasons = this.closed.isEmpty() ? "none"
				: this.closed.entrySet()
					.stream()
					.map((one) -> one.getValue() + " " + one.getKey())
					.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT, """
				sent          %d frames, %.1f/s
				acknowledged  %s
				requests      %d received, %d answered
				connections   %d opened, %d of them again, %d open at the end
				closed        %s
				missing       %d acknowledgements of devices without trouble; unexpected bytes came %d times""",
				this.sent, this.sent / Math.max(seconds, 0.001), acknowledgements(), this.requests, this.answered,
				this.connected, this.reconnects, this.open, reasons, this.missing, this.unexpected);
	}

	private String acknowledgements() {
		if (this.expected == 0) {
			return "none of these frames is acknowledged";
		}
		return "%d of %d that are%s".formatted(this.acknowledged, this.expected,
				this.latencies.isEmpty() ? "" : "; " + this.latencies);
	}

}
