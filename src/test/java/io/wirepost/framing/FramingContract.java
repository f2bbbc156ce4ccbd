package io.wirepost.framing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every framing does, whatever it looks like on the wire. */
abstract class FramingContract {

	static final int MAXIMUM = 48;

	private static final int LONGEST_READ = 20_000;

	private static final byte[] NASTY = "\r\n$\u000b\u001c\u0002\u0003{}[]\"\\ a\0\u00ff".getBytes(ISO_8859_1);

	private Framing framing;

	/** The settings, without a maximum. */
	abstract Map<String, String> words();

	/** What comes of {@code xyz} before the frame of a payload. */
	abstract List<Object> outcomeOfGarbageBefore(Payload payload);

	/** Whether the bytes alone tell where a frame ends. */
	boolean isTold() {
		return true;
	}

	int smallest() {
		return 0;
	}

	/** How many bytes before a rejected frame ended the one before it. */
	int shared() {
		return 0;
	}

	int largest() {
		return MAXIMUM;
	}

	/** A payload that the framing can carry. */
	Payload payload(Random random, int size) {
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = (byte) ('a' + random.nextInt(26));
		}
		return Payload.owning(bytes);
	}

	/** The same for all of a test, as its settings take longer to read than a frame. */
	final Framing framing() {
		if (this.framing == null) {
			this.framing = framing(MAXIMUM);
		}
		return this.framing;
	}

	final Framing framing(int maximum) {
		return Framings.of(new Settings(words()).over(new Settings(Map.of("max-frame-size", maximum + "B"))));
	}

	final Payload somePayload() {
		return payload(new Random(1), Math.max(smallest(), Math.min(9, largest())));
	}

	static Payload payload(String text) {
		return Payload.owning(bytes(text));
	}

	static byte[] bytes(String text) {
		return text.getBytes(ISO_8859_1);
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	/** A stream that must come to an end with these frames, and nothing else. */
	final void expect(TestStream stream, Payload... frames) {
		stream.silence(60_000);
		stream.close();
		assertThat(stream.rejections()).isEmpty();
		if (isTold()) {
			assertThat(stream.frames()).containsExactly(frames);
		}
		byte[][] parts = Arrays.stream(frames).map(Payload::toByteArray).toArray(byte[][]::new);
		assertThat(stream.joined()).isEqualTo(join(parts));
	}

	private TestStream stream() {
		return new TestStream(framing());
	}

	@Test
	void passesOnAFrameThatComesWhole() {
		expect(stream().read(framing().encode(somePayload())), somePayload());
	}

	@Test
	void passesOnAFrameHoweverItIsSplit() {
		byte[] wire = framing().encode(somePayload());
		for (int at = 0; at <= wire.length; at++) {
			expect(stream().readSplit(wire, at), somePayload());
		}
		expect(stream().readByteByByte(wire), somePayload());
	}

	@Test
	void passesOnSeveralFramesOfOneRead() {
		byte[] wire = framing().encode(somePayload());
		expect(stream().read(join(wire, wire)), somePayload(), somePayload());
		expect(stream().read(join(wire, wire, wire)), somePayload(), somePayload(), somePayload());
	}

	@Test
	void tellsWhereEachFrameBegan() {
		byte[] wire = framing().encode(somePayload());
		long size = wire.length;
		try (TestStream stream = stream().read(join(wire, wire)).readByteByByte(wire)) {
			if (isTold()) {
				assertThat(stream.offsets()).containsExactly(0L, size, 2 * size);
			}
		}
	}

	@Test
	void carriesAnEmptyPayloadOrRefusesIt() {
		Payload empty = payload("");
		if (smallest() == 0) {
			expect(stream().read(framing().encode(empty)), empty);
		}
		else {
			assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> framing().encode(empty))
				.satisfies((ex) -> assertThat(ex.offset()).isZero());
		}
	}

	@Test
	void carriesAPayloadOfTheMaximumHoweverItIsSplit() {
		Payload largest = payload(new Random(2), largest());
		byte[] wire = framing().encode(largest);
		for (int at = 0; at <= wire.length; at++) {
			expect(stream().readSplit(wire, at), largest);
		}
		expect(stream().readByteByByte(wire), largest);
	}

	@Test
	void rejectsAFrameOneByteAboveTheMaximumHoweverItIsSplit() {
		byte[] whole = framing().encode(somePayload());
		byte[] wire = join(whole, framing(MAXIMUM + 1).encode(payload(new Random(3), MAXIMUM + 1)), whole);
		for (int at = whole.length; at <= wire.length; at++) {
			TestStream stream = stream().read(Arrays.copyOfRange(wire, 0, whole.length)).silence(60_000);
			stream.readSplit(Arrays.copyOfRange(wire, whole.length, wire.length), at - whole.length);
			assertTooLarge(stream, whole.length);
		}
		TestStream stream = stream().read(whole).silence(60_000);
		assertTooLarge(stream.readByteByByte(Arrays.copyOfRange(wire, whole.length, wire.length)), whole.length);
	}

	private void assertTooLarge(TestStream stream, int offset) {
		assertThat(stream.memory()).isZero();
		stream.shutdownInput().close();
		assertThat(stream.outcome()).containsExactly(somePayload(), Reason.TOO_LARGE);
		assertThat(stream.rejections()).first().satisfies((rejection) -> {
			assertThat(rejection.fatal()).isTrue();
			assertThat(rejection.offset()).isEqualTo(offset + shared());
		});
	}

	@Test
	void refusesToSendMoreThanTheMaximum() {
		Payload larger = payload(new Random(4), MAXIMUM + 1);
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> framing().encode(larger))
			.satisfies((ex) -> assertThat(ex.size()).isEqualTo(MAXIMUM + 1))
			.satisfies((ex) -> assertThat(ex.maximum()).isEqualTo(MAXIMUM));
	}

	@Test
	void rejectsOnceWhatTheEndOfTheStreamCutsOff() {
		byte[] wire = framing().encode(somePayload());
		for (int size = 1; size < wire.length; size++) {
			TestStream stream = stream().read(wire).silence(60_000).read(Arrays.copyOfRange(wire, 0, size));
			assertThat(stream.pendingBytes()).isEqualTo(size);
			stream.shutdownInput().close();
			assertThat(stream.outcome()).containsExactly(somePayload(), Reason.INCOMPLETE);
			assertThat(stream.rejections().get(0).offset()).isEqualTo(wire.length);
			assertThat(stream.rejections().get(0).size()).isEqualTo(size);
		}
	}

	@Test
	void saysNothingWhenTheStreamEndsBetweenFrames() {
		expect(stream().read(framing().encode(somePayload())).silence(60_000).shutdownInput(), somePayload());
	}

	@Test
	void garbageBeforeAFrameIsRejectedOrAPartOfIt() {
		TestStream stream = stream().read(join(bytes("xyz"), framing().encode(somePayload()))).silence(60_000);
		assertThat(stream.outcome()).isEqualTo(outcomeOfGarbageBefore(somePayload()));
		stream.close();
	}

	@Test
	void whatItSendsItReadsBackByteForByte() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int round = 0; round < 200; round++) {
			List<Payload> payloads = new ArrayList<>();
			ByteArrayOutputStream wire = new ByteArrayOutputStream();
			for (int i = 0; i < 20; i++) {
				Payload payload = random.nextBoolean() ? nasty(random)
						: payload(random, smallest() + random.nextInt(largest() - smallest() + 1));
				byte[] frame = encodeOrCheckRefusal(payload, seed);
				if (frame.length > 0) {
					payloads.add(payload);
					wire.writeBytes(frame);
				}
			}
			assertThat(readInChunks(wire.toByteArray(), random)).as("seed %d", seed)
				.isEqualTo(isTold() ? payloads : List.of(Payload.owning(wire.toByteArray())));
		}
	}

	private List<Payload> readInChunks(byte[] wire, Random random) {
		try (TestStream stream = stream()) {
			int at = 0;
			while (at < wire.length) {
				int size = Math.min(wire.length - at, 1 + random.nextInt(isTold() ? 60 : 4));
				stream.read(Arrays.copyOfRange(wire, at, at + size));
				if (!isTold()) {
					stream.silence(60_000);
				}
				at += size;
			}
			assertThat(stream.rejections()).isEmpty();
			return isTold() ? stream.frames() : List.of(Payload.owning(stream.joined()));
		}
	}

	private byte[] encodeOrCheckRefusal(Payload payload, long seed) {
		try {
			return framing().encode(payload);
		}
		catch (PayloadNotFrameableException ex) {
			assertThat(ex.offset()).as("seed %d", seed).isBetween(0, payload.size());
			assertThat(ex).as("seed %d", seed).message().isNotBlank();
			return new byte[0];
		}
	}

	private static Payload nasty(Random random) {
		byte[] bytes = new byte[random.nextInt(MAXIMUM + 1)];
		fill(bytes, random);
		return Payload.owning(bytes);
	}

	private static void fill(byte[] bytes, Random random) {
		random.nextBytes(bytes);
		if (random.nextBoolean()) {
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = NASTY[Math.floorMod(bytes[i], NASTY.length)];
			}
		}
	}

	@Test
	void garbageNeitherBreaksItNorTakesMemory() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		TestStream stream = stream();
		for (int left = 5_000_000; left > 0;) {
			byte[] chunk = new byte[1 + random.nextInt(random.nextBoolean() ? 20 : LONGEST_READ)];
			fill(chunk, random);
			left -= chunk.length;
			stream.read(chunk);
			// The bytes around a payload may be held as well, at most some 10 here.
			assertThat(stream.pendingBytes()).as("seed %d", seed).isLessThanOrEqualTo(MAXIMUM + 10);
			assertThat(stream.memory()).as("seed %d", seed).isLessThanOrEqualTo(4 * LONGEST_READ);
			if (stream.isLost() || random.nextInt(10) == 0) {
				stream.close();
				stream = stream();
			}
		}
		stream.close();
	}

	@Test
	void isBuiltAgainFromItsSettings() {
		assertThat(Framings.of(framing().settings())).isEqualTo(framing(MAXIMUM));
		assertThat(framing().settings().value("type")).isPresent();
		assertThat(framing().maxFrameSize()).isEqualTo(MAXIMUM);
	}

	@Test
	void hasAMaximumOf64KilobytesUnlessSet() {
		assertThat(Framings.of(new Settings(words())).maxFrameSize()).isEqualTo(64 * 1024);
	}

	final PayloadNotFrameableException refusal(Framing framing, String payload) {
		return catchThrowableOfType(PayloadNotFrameableException.class, () -> framing.encode(payload(payload)));
	}

}
