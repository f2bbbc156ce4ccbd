package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LengthFieldFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "length-field");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.TOO_LARGE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 8 })
	void readsBackEveryWidthOrderAndMeaning(int width) {
		for (String order : List.of("big-endian", "little-endian")) {
			for (String includesHeader : List.of("true", "false")) {
				for (String adjustment : List.of("-2", "0", "1")) {
					Framing framing = framing("width", "" + width, "order", order, "includes-header", includesHeader,
							"adjustment", adjustment);
					Payload payload = payload(new Random(width), 40);
					expect(new TestStream(framing).readByteByByte(framing.encode(payload)), payload);
					assertThat(Framings.of(framing.settings())).isEqualTo(framing);
				}
			}
		}
	}

	@Test
	void writesTheLengthAsSet() {
		assertThat(framing().encode(payload("abc"))).isEqualTo(bytes("\0\3abc"));
		assertThat(framing("order", "little-endian").encode(payload("abc"))).isEqualTo(bytes("\3\0abc"));
		assertThat(framing("includes-header", "true").encode(payload("abc"))).isEqualTo(bytes("\0\5abc"));
		assertThat(framing("adjustment", "1").encode(payload("abc"))).isEqualTo(bytes("\0\2abc"));
		assertThat(framing("width", "3").encode(payload("abc"))).isEqualTo(bytes("\0\0\3abc"));
		assertThat(framing("width", "8").encode(payload("abc"))).isEqualTo(bytes("\0\0\0\0\0\0\0\3abc"));
	}

	@ParameterizedTest
	@CsvSource({ "4, FFFFFFFF", "8, 7FFFFFFFFFFFFFFF", "8, 0000000100000000", "3, FFFFFF", "2, 0031" })
	void rejectsAnAnnouncedSizeAboveTheMaximumWithoutWaitingForIt(int width, String length) {
		Framing framing = framing("width", "" + width, "max-frame-size", "48B");
		try (TestStream stream = new TestStream(framing)) {
			stream.read(ByteSequence.parse(length).toByteArray());
			assertThat(stream.outcome()).containsExactly(Reason.TOO_LARGE);
			assertThat(stream.isLost()).isTrue();
			assertThat(stream.memory()).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "8, false, 0, FFFFFFFFFFFFFFFF", "8, false, 0, 8000000000000000", "2, true, 0, 0001",
			"2, false, -5, 0004" })
	void rejectsALengthThatCannotBe(int width, String includesHeader, String adjustment, String length) {
		Framing framing = framing("width", "" + width, "includes-header", includesHeader, "adjustment", adjustment);
		try (TestStream stream = new TestStream(framing)) {
			stream.read(ByteSequence.parse(length).toByteArray());
			assertThat(stream.outcome()).containsExactly(Reason.BAD_LENGTH);
			assertThat(stream.isLost()).isTrue();
		}
	}

	@Test
	void takesNoMemoryForAnAnnouncedSize() {
		Framing framing = framing("width", "4", "max-frame-size", "64MB");
		try (TestStream stream = new TestStream(framing).read(ByteSequence.parse("04000000").toByteArray())) {
			assertThat(stream.rejections()).isEmpty();
			assertThat(stream.memory()).isLessThan(1024);
		}
	}

	@Test
	void refusesWhatTheFieldCannotTell() {
		Framing framing = framing("width", "1");
		expect(new TestStream(framing).read(framing.encode(payload("x".repeat(255)))), payload("x".repeat(255)));
		assertThat(refusal(framing, "x".repeat(300)).offset()).isEqualTo(255);
		assertThat(refusal(framing("width", "1", "includes-header", "true"), "x".repeat(255)).offset()).isEqualTo(254);
		assertThat(refusal(framing("adjustment", "3"), "ab").offset()).isEqualTo(2);
	}

	@Test
	void leavesTheHeaderInThePayloadIfItIsNotStripped() {
		Framing framing = framing("strip", "false", "offset", "1");
		expect(new TestStream(framing).read(bytes("A\0\1xB\0\0")), payload("A\0\1x"), payload("B\0\0"));
		assertThat(framing.encode(payload("A\0\1x"))).isEqualTo(bytes("A\0\1x"));
		assertThat(refusal(framing, "A\0\2x").offset()).isEqualTo(1);
		assertThat(refusal(framing, "A\0\0x").offset()).isEqualTo(1);
		assertThat(refusal(framing, "A\0").offset()).isEqualTo(2);
	}

	@Test
	void refusesALengthThatItWouldNotRead() {
		Framing framing = framing("strip", "false", "width", "8", "adjustment", "1");
		byte[] header = new byte[8];
		Arrays.fill(header, (byte) 0xFF);
		assertThat(refusal(framing, new String(header, ISO_8859_1)).offset()).isEqualTo(8);
	}

	@Test
	void theMaximumIsAboutThePayloadAsTheCallerSeesIt() {
		Framing kept = framing("strip", "false", "max-frame-size", "4B");
		expect(new TestStream(kept).read(bytes("\0\2ab")), payload("\0\2ab"));
		try (TestStream stream = new TestStream(kept).read(bytes("\0\3abc"))) {
			assertThat(stream.outcome()).containsExactly(Reason.TOO_LARGE);
		}
	}

	@Test
	void saysWhatIsWrongWithItsSettings() {
		assertThat(faults("width", "5")).containsExactly("width");
		assertThat(faults("width", "many")).containsExactly("width");
		assertThat(faults("offset", "-1")).containsExactly("offset");
		assertThat(faults("offset", "4")).containsExactly("strip");
		assertThat(faults("order", "middle")).containsExactly("order");
		assertThat(faults("adjustment", "2147483647")).containsExactly("adjustment");
		assertThat(faults("strip", "false", "offset", "4", "max-frame-size", "5B")).containsExactly("max-frame-size");
	}

	private List<String> faults(String... words) {
		return catchThrowableOfType(InvalidSettingsException.class, () -> framing(words)).faults()
			.stream()
			.map(Fault::property)
			.toList();
	}

	private static Framing framing(String... words) {
		Map<String, String> all = new HashMap<>(Map.of("type", "length-field"));
		for (int i = 0; i < words.length; i += 2) {
			all.put(words[i], words[i + 1]);
		}
		return Framings.of(new Settings(all));
	}

}
