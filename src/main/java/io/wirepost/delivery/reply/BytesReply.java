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
 * The token is bytes at a place that is the same in requests and answers, as the
 * transaction id of Modbus TCP is. What ends before has none.
 *
 * @param offset how many bytes stand before the token
 * @param length how many bytes it has
 */
record BytesReply(int offset, int length) implements ReplyMatcher {

	private static final int FURTHEST = 16 * 1024 * 1024;

	private static final int LONGEST = 256;

	static BytesReply of(Settings settings) {
		Place place = settings.bind(Place.class);
		List<Fault> faults = new ArrayList<>();
		int offset = checked("offset", place.offset(), 0, FURTHEST, faults);
		int length = checked("length", place.length(), 1, LONGEST, faults);
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
		return token(request);
	}

	@Override
	public @Nullable String ofReply(Payload frame, Charset charset) {
		return token(frame);
	}

	private @Nullable String token(Payload payload) {
		if (payload.size() < this.offset + this.length) {
			return null;
		}
		byte[] token = new byte[this.length];
		payload.asByteBuffer().get(this.offset, token);
		return HexFormat.of().formatHex(token);
	}

	/** As it is written. */
	record Place(@Nullable Integer offset, @Nullable Integer length) {
	}

}
