package io.wirepost.delivery.reply;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.wirepost.message.Payload;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The correlation id is bytes at an offset that is the same in requests and replies, such
 * as the transaction id of Modbus TCP. A shorter payload has none.
 *
 * @param offset the number of bytes before the correlation id
 * @param length its number of bytes
 */
record BytesReply(int offset, int length) implements ReplyMatcher {

	private static final int FURTHEST = 16 * 1024 * 1024;

	private static final int LONGEST = 256;

	static BytesReply of(Settings settings) {
		Options options = settings.bind(Options.class);
		List<Fault> faults = new ArrayList<>();
		int offset = checked("offset", options.offset(), 0, FURTHEST, faults);
		int length = checked("length", options.length(), 1, LONGEST, faults);
		if (!faults.isEmpty()) {
			throw new InvalidSettingsException(faults);
		}
		return new BytesReply(offset, length);
	}

	private static int checked(String property, @Nullable Integer value, int least, int most, List<Fault> faults) {
		if (value != null && value >= least && value <= most) {
			return value;
		}
		faults.add(new Fault(property, (value != null) ? "%d is not %d to %d".formatted(value, least, most)
				: "set it to a number of bytes, %d to %d".formatted(least, most)));
		return least;
	}

	@Override
	public @Nullable String ofRequest(Payload request, Charset charset) {
		return correlationId(request);
	}

	@Override
	public @Nullable String ofReply(Payload frame, Charset charset) {
		return correlationId(frame);
	}

	private @Nullable String correlationId(Payload payload) {
		if (payload.size() < this.offset + this.length) {
			return null;
		}
		byte[] bytes = new byte[this.length];
		payload.asByteBuffer().get(this.offset, bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/** The settings. */
	record Options(@Nullable Integer offset, @Nullable Integer length) {
	}

}
