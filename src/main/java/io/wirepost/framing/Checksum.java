package io.wirepost.framing;

import io.wirepost.framing.rejection.Refusal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.wirepost.framing.bytes.LengthField;
import io.wirepost.framing.checksum.ChecksumAlgorithm;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The checksum in each payload: what it is computed over and where it is. Immutable and
 * safe for all threads.
 */
record Checksum(ChecksumAlgorithm algorithm, Place from, Place to, Place at, LengthField.Order order, Encoding encoding,
		OnMismatch onMismatch) {

	static Checksum of(Settings settings, int minimum, int maximum) {
		Options options = settings.bind(Options.class);
		Checksum checksum = options.checksum();
		Faults faults = new Faults();
		checksum.checkThatItCanBe(faults, minimum, maximum);
		faults.throwIfAny();
		return checksum;
	}

	/** What a checksum is written as. */
	enum Encoding {

		BINARY, HEX

	}

	/** What becomes of a frame whose checksum is wrong. */
	enum OnMismatch {

		/** It is rejected; the connection stays. */
		REJECT,

		/** It is passed on, but is not intact. */
		MARK,

		/** It is rejected, and the connection closes. */
		CLOSE

	}

	/** How many bytes it takes. */
	int size() {
		return this.algorithm.width() / 8 * ((this.encoding == Encoding.HEX) ? 2 : 1);
	}

	boolean marks() {
		return this.onMismatch == OnMismatch.MARK;
	}

	boolean closes() {
		return this.onMismatch == OnMismatch.CLOSE;
	}

	/**
	 * Checks a frame.
	 * @param looked the size of the frame on the wire
	 * @return null if its checksum is right
	 */
	@Nullable Refusal check(ByteBuf payload, int looked) {
		int size = payload.readableBytes();
		if (!fitsIn(size)) {
			return new Refusal(Reason.CHECKSUM,
					() -> "The frame has %d bytes, too few for its checksum".formatted(size), looked);
		}
		byte[] bytes = ByteBufUtil.getBytes(payload, payload.readerIndex(), size, false);
		byte[] right = written(this.algorithm.compute(bytes, this.from.in(size), this.to.in(size)));
		byte[] found = new byte[right.length];
		System.arraycopy(bytes, this.at.in(size), found, 0, found.length);
		return isSame(found, right) ? null
				: new Refusal(Reason.CHECKSUM,
						() -> "The checksum is %s; for these bytes it has to be %s".formatted(word(found), word(right)),
						looked);
	}

	private boolean isSame(byte[] found, byte[] right) {
		for (int i = 0; i < found.length; i++) {
			int one = (this.encoding == Encoding.HEX && found[i] >= 'a' && found[i] <= 'f') ? found[i] - ' ' : found[i];
			if (one != right[i]) {
				return false;
			}
		}
		return true;
	}

	private String word(byte[] written) {
		String hex = HexFormat.of().withUpperCase().formatHex(written);
		return (this.encoding == Encoding.HEX) ? hex + " (hex digits as bytes)" : hex;
	}

	/**
	 * A copy of a payload with its checksum at its place.
	 * @throws PayloadNotFrameableException if the payload has no such place
	 */
	Payload fill(Payload payload) {
		byte[] bytes = payload.toByteArray();
		if (!fitsIn(bytes.length)) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes, too few for its checksum; send placeholder bytes where it belongs (%d at %s)"
						.formatted(bytes.length, size(), this.at),
					bytes.length);
		}
		byte[] right = written(this.algorithm.compute(bytes, this.from.in(bytes.length), this.to.in(bytes.length)));
		System.arraycopy(right, 0, bytes, this.at.in(bytes.length), right.length);
		return Payload.owning(bytes);
	}

	private byte[] written(long value) {
		int width = this.algorithm.width() / 8;
		byte[] bytes = new byte[width];
		new LengthField(0, width, this.order, 0, false).write(value, bytes);
		return (this.encoding == Encoding.BINARY) ? bytes
				: HexFormat.of().withUpperCase().formatHex(bytes).getBytes(US_ASCII);
	}

	/** Whether a payload of a size has all places, in an order that makes sense. */
	private boolean fitsIn(int size) {
		int first = this.from.in(size);
		int end = this.to.in(size);
		int place = this.at.in(size);
		return first >= 0 && first <= end && end <= size && place >= 0 && place + size() <= size
				&& (place >= end || place + size() <= first);
	}

	private void checkThatItCanBe(Faults faults, int minimum, int maximum) {
		List<Integer> sizes = new ArrayList<>(List.of(minimum, maximum));
		int reach = Math.abs(this.from.value()) + Math.abs(this.to.value()) + Math.abs(this.at.value()) + size();
		for (int size = minimum; size <= Math.min((long) maximum, (long) minimum + reach + 1); size++) {
			sizes.add(size);
		}
		if (sizes.stream().noneMatch(this::fitsIn)) {
			boolean isPlace = sizes.stream()
				.anyMatch((size) -> this.at.in(size) >= 0 && this.at.in(size) + size() <= size);
			boolean isRange = sizes.stream().anyMatch((size) -> {
				int first = this.from.in(size);
				return first >= 0 && first <= this.to.in(size) && this.to.in(size) <= size;
			});
			String property = !isPlace ? "at" : !isRange ? "to" : "at";
			faults.that(false, property,
					"cannot be in any frame of %d to %d bytes: it is computed from %s to %s and has %d bytes at %s",
					minimum, maximum, this.from, this.to, size(), this.at);
		}
	}

	/**
	 * A place in a payload.
	 *
	 * @param value from the first byte, or if negative, from behind the last byte
	 * @param isEnd whether it is behind the last byte
	 */
	record Place(int value, boolean isEnd) {

		static final String END = "end";

		/** Far behind where any checksum begins, and far below where sums overflow. */
		static final int FARTHEST = 65_536;

		static Place of(String word) {
			return word.equals(END) ? new Place(0, true) : new Place(Integer.parseInt(word), false);
		}

		static Faults check(Faults faults, String property, @Nullable String word) {
			boolean isRight = word == null || word.equals(END)
					|| (word.matches("-?\\d{1,5}") && Math.abs(Integer.parseInt(word)) <= FARTHEST);
			return faults.that(isRight, property,
					"'%s' is not a place in the payload: take a number from -%d to %d, negative from the end, or end",
					word, FARTHEST, FARTHEST);
		}

		int in(int size) {
			return this.isEnd ? size : (this.value >= 0) ? this.value : size + this.value;
		}

		@Override
		public String toString() {
			return this.isEnd ? END : "" + this.value;
		}

	}

	/**
	 * The settings of a checksum. Places are those of the payload as it is passed on;
	 * negative ones count from its end, and {@code end} is behind its last byte.
	 *
	 * @param algorithm a name that {@link ChecksumAlgorithm} knows
	 * @param from the first byte that it is computed over
	 * @param to the place behind the last one; where the checksum is by default
	 * @param at where the checksum is; at the end of the payload by default
	 * @param order its byte order
	 * @param encoding how it is written; {@code nmea} is hex by default, others are
	 * binary
	 * @param onMismatch what becomes of a frame whose checksum is wrong
	 */
	record Options(@Nullable String algorithm, @DefaultValue("0") String from, @Nullable String to, @Nullable String at,
			@DefaultValue("big-endian") LengthField.Order order, @Nullable Encoding encoding,
			@DefaultValue("reject") OnMismatch onMismatch) {

		Options {
			Faults faults = new Faults().that(algorithm != null, "algorithm",
					"has to be set: the name of a checksum, such as crc-16/modbus, xor-8 or nmea");
			faults.that(algorithm == null || ChecksumAlgorithm.named(lower(algorithm)).isPresent(), "algorithm",
					"'%s' is not a checksum known here; take one of %s", algorithm,
					String.join(", ", ChecksumAlgorithm.names()));
			Place.check(faults, "from", from);
			Place.check(faults, "to", to);
			Place.check(faults, "at", at);
			faults.throwIfAny();
		}

		private static String lower(String word) {
			return word.toLowerCase(Locale.ROOT);
		}

		private Checksum checksum() {
			String name = lower(String.valueOf(this.algorithm));
			ChecksumAlgorithm found = ChecksumAlgorithm.named(name).orElseThrow();
			Encoding written = (this.encoding != null) ? this.encoding
					: name.equals("nmea") ? Encoding.HEX : Encoding.BINARY;
			int size = found.width() / 8 * ((written == Encoding.HEX) ? 2 : 1);
			Place place = (this.at != null) ? Place.of(this.at) : new Place(-size, false);
			Place end = (this.to != null) ? Place.of(this.to) : place;
			return new Checksum(found, Place.of(this.from), end, place, this.order, written, this.onMismatch);
		}

	}

}
