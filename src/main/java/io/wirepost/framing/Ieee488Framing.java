package io.wirepost.framing;

import java.util.Map;

import io.wirepost.framing.LineFraming.LineEnd;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code ieee-488}: responses of instruments (IEEE 488.2, SCPI), each ended by LF, and
 * one CR before it is dropped. A response that begins with a block of a definite length
 * ({@code #}, the number of digits, the digits, so many bytes) ends at the first LF
 * behind that block. Any other is a line, one that begins with a block of an indefinite
 * length ({@code #0}) too. The payload is the whole response, the block's header
 * included, without the line ending.
 *
 * @param send the line ending that is sent
 */
record Ieee488Framing(LineEnd send, FrameLimit limit) implements Shape {

	static final String TYPE = "ieee-488";

	static Ieee488Framing of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new Ieee488Framing(options.send, FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new Ieee488Scan(most, this.limit.exceeded());
	}

	@Override
	public boolean hasOwnDecoder() {
		return false;
	}

	/** Whether it is one response is checked by reading it back. */
	@Override
	public byte[] encode(Payload payload) {
		return this.limit.wrap(new byte[0], payload, this.send.bytes());
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "send", this.send.name(), "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code ieee-488}.
	 *
	 * @param send the line ending of what is sent
	 * @param maxFrameSize the most bytes of a response, the line ending not counted
	 */
	record Options(@DefaultValue("LF") LineEnd send, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize).throwIfAny();
		}

	}

}
