package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StartEndFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "start-end", "start", "<<", "end", ">=>");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

	@Test
	void theStartInsideAFrameIsPayload() {
		expect(new TestStream(framing()).read(bytes("<<a<<b>=>")), payload("a<<b"));
	}

	@Test
	void aFalseEndIsPayload() {
		expect(new TestStream(framing()).readByteByByte(bytes("<<a>=b>>=>")), payload("a>=b>"));
	}

	@Test
	void rejectsEachRunOfGarbageOnceAndAsSoonAsItBegins() {
		TestStream stream = new TestStream(framing());
		stream.read(bytes("noise"));
		assertThat(stream.outcome()).containsExactly(Reason.GARBAGE);
		stream.read(bytes(" and <"), bytes(" more<"), bytes("<a>=>\r\n<<b>=>"));
		assertThat(stream.outcome()).containsExactly(Reason.GARBAGE, payload("a"), Reason.GARBAGE, payload("b"));
		assertThat(stream.rejections()).extracting(Rejection::offset).containsExactly(0L, 22L);
		assertThat(stream.rejections()).extracting(Rejection::size).containsExactly(5L, 2L);
		assertThat(stream.rejections()).extracting(Rejection::fatal).containsOnly(false);
		stream.close();
	}

	@Test
	void survivesGarbageUpToTheMaximumHoweverItIsSplit() {
		byte[] wire = bytes("x".repeat(MAXIMUM) + "<<a>=>");
		for (int at = 0; at <= wire.length; at++) {
			try (TestStream stream = new TestStream(framing()).readSplit(wire, at)) {
				assertThat(stream.outcome()).containsExactly(Reason.GARBAGE, payload("a"));
			}
		}
	}

	@Test
	void isLostInMoreGarbageThanTheMaximum() {
		byte[] wire = bytes("x".repeat(MAXIMUM + 1) + "<<a>=>");
		for (int at = 0; at <= wire.length; at++) {
			try (TestStream stream = new TestStream(framing()).readSplit(wire, at)) {
				assertThat(stream.frames()).isEmpty();
				assertThat(stream.rejections()).last().satisfies((last) -> assertThat(last.fatal()).isTrue());
				assertThat(stream.outcome()).containsOnly(Reason.GARBAGE);
			}
		}
	}

	@Test
	void garbageTakesNoMemory() {
		try (TestStream stream = new TestStream(framing()).read(bytes("noise"))) {
			assertThat(stream.pendingBytes()).isZero();
			assertThat(stream.memory()).isZero();
		}
	}

	@Test
	void refusesThePayloadThatWouldEndEarlier() {
		assertThat(refusal(framing(), "12>=>3").offset()).isEqualTo(2);
		assertThat(refusal(framing(), "12>=").offset()).isEqualTo(2);
	}

	@Test
	void saysEverySettingThatIsMissing() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Framings.of(new Settings(Map.of("type", "start-end", "max-frame-size", "0B"))))
			.satisfies((ex) -> assertThat(ex.faults()).extracting(Fault::property)
				.containsExactly("start", "end", "max-frame-size"));
	}

}
