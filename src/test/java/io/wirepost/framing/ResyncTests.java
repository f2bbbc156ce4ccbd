package io.wirepost.framing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wirepost.framing.rejection.LookCredit;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** What {@code resync: skip} promises: a damaged byte costs no more than it touches. */
class ResyncTests {

	private static final int FRAMES = 20;

	/** A framing, and how to make the payload of its nth frame. */
	record Device(String name, Framing framing, List<Payload> payloads) {

		static Device of(String name, Framing framing, IntFunction<byte[]> payload) {
			List<Payload> payloads = new ArrayList<>();
			for (int i = 0; i < FRAMES; i++) {
				payloads.add(Payload.owning(payload.apply(i)));
			}
			return new Device(name, framing, payloads);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static Framing gt06() {
		return Framings
			.of(WireTable.settings("type", "first-of", "frames[0].type", "length-field", "frames[0].magic", "7878",
					"frames[0].offset", "2", "frames[0].width", "1", "frames[0].adjustment", "2", "frames[0].trailer",
					"0D0A", "frames[0].strip", "false", "frames[1].type", "length-field", "frames[1].magic", "7979",
					"frames[1].offset", "2", "frames[1].width", "2", "frames[1].adjustment", "2", "frames[1].trailer",
					"0D0A", "frames[1].strip", "false", "between[0]", "FF", "between[1]", "00", "resync", "skip"),
					WireTable.settings("algorithm", "crc-16/x-25", "from", "2", "to", "-4", "at", "-4"), Settings.NONE);
	}

	private static byte[] gt06Payload(int n) {
		byte[] body = body(n, 3 + n % 7);
		boolean isLong = n % 3 == 2;
		byte[] head = isLong ? new byte[] { 0x79, 0x79, 0, (byte) (body.length + 2) }
				: new byte[] { 0x78, 0x78, (byte) (body.length + 2) };
		return FramingContract.join(head, body, new byte[] { 0, 0, 0x0D, 0x0A });
	}

	private static byte[] body(int n, int size) {
		byte[] body = new byte[size];
		new Random(n).nextBytes(body);
		return body;
	}

	private static Framing escaped(String type, Settings checksum, String... escape) {
		Map<String, String> words = new HashMap<>(WireTable.settings(escape).values());
		words.put("type", type);
		words.put("resync", "skip");
		return Framings.of(new Settings(words), checksum, Settings.NONE);
	}

	static Framing jt808() {
		return escaped("start-end", WireTable.settings("algorithm", "xor-8"), "start", "7E", "end", "7E", "escape.byte",
				"7D", "escape.pairs.01", "7D", "escape.pairs.02", "7E");
	}

	static Framing hdlc() {
		return escaped("start-end", WireTable.settings("algorithm", "crc-16/x-25", "order", "little-endian"), "start",
				"7E", "end", "7E", "escape.byte", "7D", "escape.xor", "20");
	}

	static Framing slip() {
		return escaped("delimiter", Settings.NONE, "delimiter", "C0", "min-frame-size", "1", "escape.byte", "DB",
				"escape.pairs.DC", "C0", "escape.pairs.DD", "DB");
	}

	static Framing dle() {
		return escaped("start-end", WireTable.settings("algorithm", "crc-16/modbus", "order", "little-endian"), "start",
				"1002", "end", "1003", "escape.byte", "10", "escape.double", "true");
	}

	static Stream<Device> devices() {
		return Stream.of(Device.of("gt06", gt06(), ResyncTests::gt06Payload),
				Device.of("jt808", jt808(), (n) -> body(n, 5 + n % 9)),
				Device.of("hdlc", hdlc(), (n) -> body(n, 6 + n % 9)),
				Device.of("dle", dle(), (n) -> body(n, 6 + n % 9)),
				Device.of("slip", slip(), (n) -> body(n, 4 + n % 5)),
				Device.of("nmea",
						Framings.of(WireTable.settings("type", "line", "magic", "24", "resync", "skip"),
								WireTable.settings("algorithm", "nmea", "from", "1", "to", "-3"), Settings.NONE),
						(n) -> ("$GPGLL," + n * 31 + "*00").getBytes(US_ASCII)));
	}

	/** The frame as it is on the wire, with its checksum. */
	private static List<byte[]> wires(Device device) {
		return device.payloads().stream().map(device.framing()::encode).toList();
	}

	private static List<Payload> read(Framing framing, byte[] wire) {
		try (TestStream stream = new TestStream(framing).read(wire).shutdownInput()) {
			assertThat(stream.isLost()).isFalse();
			return stream.frames();
		}
	}

	@ParameterizedTest
	@MethodSource("devices")
	void oneDamagedByteCostsAtMostTheFramesItTouches(Device device) {
		List<byte[]> wires = wires(device);
		byte[] wire = WireTable.join(wires);
		List<Payload> all = read(device.framing(), wire);
		assertThat(all).hasSize(FRAMES);
		for (int at = 0; at < wire.length; at++) {
			assertCost(device, all, WireTable.without(wire, at), "lost at " + at);
			for (byte one : new byte[] { 0, 0x7E, 0x78, (byte) 0xC0, (byte) (wire[at] ^ 0x40), 0x0A }) {
				assertCost(device, all, WireTable.with(wire, at, one), "added %02X at %d".formatted(one, at));
				assertCost(device, all, WireTable.changed(wire, at, one), "changed to %02X at %d".formatted(one, at));
			}
		}
	}

	private static void assertCost(Device device, List<Payload> all, byte[] wire, String damage) {
		List<Payload> left = read(device.framing(), wire);
		List<Payload> missing = new ArrayList<>(all);
		left.forEach(missing::remove);
		assertThat(missing).as("%s: %s", device, damage).hasSizeLessThanOrEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("devices")
	void framesAreTheSameHoweverDamagedBytesAreSplit(Device device) {
		byte[] whole = WireTable.join(wires(device));
		Random random = new Random(4);
		for (int round = 0; round < 40; round++) {
			byte[] wire = WireTable.without(
					WireTable.changed(whole, random.nextInt(whole.length), (byte) random.nextInt()),
					random.nextInt(whole.length - 1));
			wire = WireTable.with(wire, random.nextInt(wire.length), (byte) random.nextInt());
			List<Payload> frames = read(device.framing(), wire);
			try (TestStream stream = new TestStream(device.framing()).readByteByByte(wire).shutdownInput()) {
				assertThat(stream.frames()).isEqualTo(frames);
			}
			int at = random.nextInt(wire.length);
			try (TestStream stream = new TestStream(device.framing()).readSplit(wire, at).shutdownInput()) {
				assertThat(stream.frames()).isEqualTo(frames);
			}
		}
	}

	@Test
	void rejectsSkippedBytesOnceWithWhereTheyAre() {
		Framing framing = WireTable.framing("preset", "modbus-tcp", "magic", "????0000", "resync", "skip");
		try (TestStream stream = new TestStream(framing).read(WireTable.hex("ff 0002 0000 0007 0103 04 0001 0002"))) {
			assertThat(WireTable.outcome(stream)).containsExactly("GARBAGE 0+1", "00020000000701030400010002");
			assertThat(stream.offsets()).containsExactly(1L);
		}
	}

	@Test
	void aStrayFrameBetweenTwoCostsNeither() {
		Framing framing = WireTable.framing("preset", "modbus-tcp", "magic", "????0000", "resync", "skip");
		String one = "00010000000701030400010002";
		String two = "00020000000701030400030004";
		assertThat(read(framing, WireTable.hex(one + "010304000A000BCB96" + two)))
			.containsExactly(WireTable.payload(one), WireTable.payload(two));
	}

	@Test
	void linesOfEachKindGoOnBehindALineOfNone() {
		Framing framing = WireTable.framing("type", "first-of", "frames[0].type", "line", "frames[0].magic", "24",
				"frames[1].type", "line", "frames[1].magic", "21", "between[0]", "0D0A", "between[1]", "0A", "resync",
				"skip");
		byte[] wire = "A\r\n$1\r\n\r\nlogin:\r\n!2\nnoise\n!3\r\n".getBytes(StandardCharsets.US_ASCII);
		assertThat(read(framing, wire))
			.extracting((frame) -> new String(frame.toByteArray(), StandardCharsets.US_ASCII))
			.containsExactly("$1", "!2", "!3");
		try (TestStream stream = new TestStream(framing).readByteByByte(wire).shutdownInput()) {
			assertThat(stream.frames()).isEqualTo(read(framing, wire));
		}
	}

	@Test
	void hostileBytesAreLookedAtABoundedNumberOfTimes() {
		byte[] magics = new byte[64 * 1024];
		for (int i = 0; i < magics.length; i += 4) {
			System.arraycopy(new byte[] { 0x79, 0x79, 0x3F, 0x10 }, 0, magics, i, 4);
		}
		byte[] starts = new byte[64 * 1024];
		Arrays.fill(starts, (byte) 0x10);
		for (int i = 1; i < starts.length; i += 2) {
			starts[i] = 2;
		}
		Framing loose = Framings.of(
				WireTable.settings("type", "start-end", "start", "1002", "end", "1003", "resync", "skip"),
				WireTable.settings("algorithm", "xor-8"), Settings.NONE);
		for (Framing framing : List.of(gt06(), jt808(), hdlc(), dle(), loose)) {
			for (byte[] bytes : List.of(magics, starts, FramingContract.join(starts, new byte[] { 0x10, 3 }))) {
				assertBounded(framing, bytes, bytes.length);
				assertBounded(framing, bytes, 1000);
			}
		}
	}

	private static void assertBounded(Framing framing, byte[] bytes, int read) {
		ScanningDecoder decoder = (ScanningDecoder) framing.newDecoder();
		EmbeddedChannel channel = new EmbeddedChannel(decoder);
		for (int at = 0; at < bytes.length; at += read) {
			channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(read, bytes.length - at)));
		}
		channel.finish();
		assertThat(decoder.credit().spent()).isLessThanOrEqualTo((LookCredit.LOOKS + 1L) * bytes.length + 65_536);
		assertThat(channel.inboundMessages().size()).isLessThan(400);
		channel.releaseInbound();
	}

	@Test
	void givesUpAFrameAtItsDeadlineAndGoesOnInsideIt() {
		byte[] good = gt06().encode(Payload.owning(gt06Payload(0)));
		byte[] wire = FramingContract.join(WireTable.hex("7979 0200 01"), good);
		FrameDecoder decoder = gt06().newDecoder();
		List<Object> received = new ArrayList<>();
		EmbeddedChannel channel = new EmbeddedChannel(decoder);
		channel.writeInbound(Unpooled.copiedBuffer(wire));
		assertThat(channel.inboundMessages()).isEmpty();
		assertThat(decoder.skipPending("too late")).isTrue();
		received.addAll(channel.inboundMessages());
		assertThat(received).hasSize(2);
		assertThat(received.get(0)).isInstanceOfSatisfying(Rejection.class, (rejection) -> {
			assertThat(rejection.reason()).isEqualTo(Reason.FRAME_TIMEOUT);
			assertThat(rejection.detail()).isEqualTo("too late");
			assertThat(rejection.fatal()).isFalse();
			assertThat(rejection.size()).isEqualTo(5);
		});
		assertThat(decoder.frameOffset()).isEqualTo(5);
		assertThat(decoder.pendingBytes()).isZero();
		assertThat(decoder.skipPending("nothing")).isFalse();
		channel.finishAndReleaseAll();
	}

	@Test
	void aFramingThatClosesGivesNothingUp() {
		FrameDecoder decoder = WireTable.framing("type", "fixed-length", "length", "4", "magic", "41").newDecoder();
		EmbeddedChannel channel = new EmbeddedChannel(decoder);
		channel.writeInbound(Unpooled.copiedBuffer(WireTable.hex("4142")));
		assertThat(decoder.skipPending("too late")).isFalse();
		assertThat(decoder.pendingBytes()).isEqualTo(2);
		channel.finishAndReleaseAll();
	}

	@Test
	void bytesThatArriveOneByOneAreNotOneRejectionEach() {
		try (TestStream stream = new TestStream(gt06()).readByteByByte(new byte[0])) {
			for (int i = 0; i < 3000; i++) {
				stream.read(new byte[] { 'a' });
			}
			stream.read(gt06().encode(Payload.owning(gt06Payload(1))));
			assertThat(stream.rejections()).hasSize(4);
			assertThat(stream.rejections().stream().mapToLong(Rejection::size).sum()).isEqualTo(3000);
			assertThat(stream.frames()).hasSize(1);
		}
	}

}
