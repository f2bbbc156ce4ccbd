package io.wirepost.framing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FixedLengthFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "fixed-length", "length", "" + MAXIMUM);
	}

	@Override
	int smallest() {
		return MAXIMUM;
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Payload.owning(Arrays.copyOf(join(bytes("xyz"), payload.toByteArray()), MAXIMUM)));
	}

	@Override
	@Test
	void rejectsAFrameOneByteAboveTheMaximumHoweverItIsSplit() {
		// There is no such frame: the byte above belongs to the next one.
		Payload whole = payload(new Random(5), MAXIMUM);
		try (TestStream stream = new TestStream(framing()).read(join(whole.toByteArray(), bytes("x")))) {
			assertThat(stream.frames()).containsExactly(whole);
			assertThat(stream.pendingBytes()).isOne();
		}
	}

	@Test
	void refusesEveryOtherSize() {
		Framing framing = Framings.of(new Settings(Map.of("type", "fixed-length", "length", "4B")));
		assertThat(refusal(framing, "abc").offset()).isEqualTo(3);
		assertThat(refusal(framing, "abcde").offset()).isEqualTo(4);
		assertThat(framing.encode(payload("abcd"))).isEqualTo(bytes("abcd"));
	}

	@Test
	void saysWhatIsWrongWithItsLength() {
		assertThat(fault(Map.of("type", "fixed-length"))).startsWith("length: has to be set: the size of every frame");
		assertThat(fault(Map.of("type", "fixed-length", "length", "0"))).isEqualTo("length: '0B' is below 1B");
		assertThat(fault(Map.of("type", "fixed-length", "length", "65KB")))
			.isEqualTo("length: '66560B' is above max-frame-size, 64KB: set that too");
	}

	private String fault(Map<String, String> words) {
		return assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Framings.of(new Settings(words)))
			.actual()
			.getMessage();
	}

}
