package io.wirepost.framing;

import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.DigitField;
import io.wirepost.framing.bytes.Trailer;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code length-field} with an {@code encoding} of digits: as many as {@code width} says,
 * or those before {@code until}, as in syslog's octet counting (RFC 6587, 3.4.1). With
 * {@code strip}, digits and {@code until} come off and are put on again.
 *
 * @param adjustment the bytes that follow the length beside those that it counts
 * @param includesHeader whether the length counts from the frame's first byte
 */
record DigitLengthFraming(DigitField field, int adjustment, boolean includesHeader, boolean strip, Trailer trailer,
		FrameLimit limit) implements Shape {

	static DigitLengthFraming of(Settings settings, Trailer trailer) {
		Options options = settings.bind(Options.class);
		int radix = options.encoding.equals("decimal") ? 10 : 16;
		ByteSequence until = (options.until != null) ? ByteSequence.parse(options.until) : null;
		DigitField field = new DigitField(options.offset, (options.width != null) ? options.width : 0, until, radix);
		return new DigitLengthFraming(field, (options.adjustment != null) ? options.adjustment : trailer.length(),
				options.includesHeader, options.strip, trailer, FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new DigitLengthScan(this);
	}

	@Override
	public boolean strips() {
		return this.strip;
	}

	@Override
	public boolean countsTrailer() {
		return true;
	}

	@Override
	public boolean hasOwnDecoder() {
		return false;
	}

	/** The size on the wire of a frame with a header of so many bytes. */
	long sizeOf(long value, int header) {
		return value + this.adjustment + (this.includesHeader ? 0 : header);
	}

	/** The number of bytes at the end that are not payload. */
	int strippedEnd() {
		return this.strip ? this.trailer.fixed().length : 0;
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] bytes = this.limit.copy(payload);
		return this.strip ? withLength(bytes) : checked(bytes);
	}

	/** The length may count its own digits, whose number depends on it. */
	private byte[] withLength(byte[] payload) {
		byte[] end = this.trailer.fixed();
		for (int header = 1; header <= 9 + this.field.untilLength(); header++) {
			long value = header + payload.length + end.length - sizeOf(0, header);
			byte[] written = (value >= 0) ? this.field.write(value) : null;
			if (written != null && written.length == header) {
				return FrameLimit.join(written, payload, end);
			}
		}
		throw new PayloadNotFrameableException(
				"The payload has %d bytes, which the digits of the length cannot say".formatted(payload.length),
				payload.length);
	}

	private byte[] checked(byte[] payload) {
		ByteBuf in = Unpooled.wrappedBuffer(payload);
		int header = this.field.end(in, 0);
		if (header < 0) {
			throw new PayloadNotFrameableException(
					"The payload has to include its length in digits at offset %d (strip: false)"
						.formatted(this.field.offset()),
					Math.min(this.field.offset(), payload.length));
		}
		long value = this.field.read(in, 0, header);
		if (sizeOf(value, header) != payload.length) {
			throw new PayloadNotFrameableException("The length says %d; for this payload of %d bytes it has to be %d"
				.formatted(value, payload.length, payload.length - sizeOf(0, header)), this.field.offset());
		}
		return payload;
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(Map.of("type", LengthFieldFraming.TYPE, "encoding",
				(this.field.radix() == 10) ? "decimal" : "hexadecimal", "offset", "" + this.field.offset(),
				"adjustment", "" + this.adjustment, "includes-header", "" + this.includesHeader, "strip",
				"" + this.strip, "max-frame-size", this.limit.word()));
		if (this.field.until() != null) {
			words.put("until", this.field.until().toString());
		}
		else {
			words.put("width", "" + this.field.width());
		}
		return new Settings(words);
	}

	/**
	 * The settings of {@code length-field} in digits.
	 *
	 * @param encoding {@code decimal} or {@code hexadecimal}
	 * @param offset the number of bytes before the length
	 * @param width the number of digits, from 1 to 9
	 * @param until the bytes behind the last digit, instead of {@code width}
	 * @param adjustment added to the length to get the number of bytes that follow; the
	 * size of the trailer by default
	 * @param includesHeader whether the length counts from the frame's first byte
	 * @param strip whether the length is removed from the payload; needs offset 0
	 * @param maxFrameSize the largest payload
	 */
	record Options(@DefaultValue("decimal") String encoding, @DefaultValue("0") int offset, @Nullable Integer width,
			@Nullable String until, @Nullable Integer adjustment, @DefaultValue("false") boolean includesHeader,
			@DefaultValue("true") boolean strip, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			int largest = (int) FrameLimit.MAXIMUM.toBytes();
			Faults faults = FrameLimit.check(new Faults(), maxFrameSize)
				.that(offset >= 0 && offset <= largest, "offset", "'%d' is not between 0 and %d", offset, largest)
				.that(width == null || (width >= 1 && width <= 9), "width",
						"'%d' is not a number of digits from 1 to 9", width)
				.that((width == null) != (until == null), "width",
						"or until has to be set, and not both: the number of digits, or the bytes behind them")
				.that(adjustment == null || Math.abs((long) adjustment) <= largest, "adjustment",
						"'%d' is not between -%d and %d", adjustment, largest, largest)
				.that(!strip || offset == 0, "strip",
						"cannot strip the length with an offset of %d, because the bytes before it would be lost; set strip: false",
						offset);
			if (until != null) {
				ByteSequence.check(faults, "until", until, "the bytes behind the last digit");
			}
			faults.throwIfAny();
		}

	}

}
