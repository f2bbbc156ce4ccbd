package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdleGapFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "idle-gap");
	}

	@Override
	boolean isTold() {
		return false;
	}

	@Override
	int smallest() {
		return 1;
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Payload.owning(join(bytes("xyz"), payload.toByteArray())));
	}

	@Test
	void silenceEndsAFrame() {
		try (TestStream stream = new TestStream(framing())) {
			stream.read(bytes("ab")).silence(49).read(bytes("cd")).silence(49);
			assertThat(stream.frames()).isEmpty();
			assertThat(stream.pendingBytes()).isEqualTo(4);
			stream.silence(1);
			assertThat(stream.frames()).containsExactly(payload("abcd"));
			assertThat(stream.pendingBytes()).isZero();
			assertThat(stream.memory()).isZero();
			stream.silence(200).read(bytes("e")).silence(50);
			assertThat(stream.frames()).containsExactly(payload("abcd"), payload("e"));
		}
	}

	@Test
	void silenceEndsAFrameEvenIfTheTimerIsLate() {
		try (TestStream stream = new TestStream(framing()).read(bytes("ab")).busy(60).read(bytes("cd")).silence(49)) {
			assertThat(stream.frames()).containsExactly(payload("ab"));
			assertThat(stream.silence(1).frames()).containsExactly(payload("ab"), payload("cd"));
		}
	}

	@Test
	void theGapIsAsSet() {
		Framing framing = Framings.of(new Settings(Map.of("type", "idle-gap", "gap", "PT0.2S")));
		try (TestStream stream = new TestStream(framing).read(bytes("ab")).silence(199)) {
			assertThat(stream.frames()).isEmpty();
			assertThat(stream.silence(1).frames()).containsExactly(payload("ab"));
		}
		assertThat(framing.settings().value("gap")).contains("200ms");
	}

	@Test
	void whatIsHeldAtTheEndIsAFrame() {
		try (TestStream stream = new TestStream(framing()).read(bytes("ab"))) {
			assertThat(stream.shutdownInput().outcome()).containsExactly(payload("ab"));
		}
		TestStream stream = new TestStream(framing()).read(bytes("cd"));
		stream.close();
		assertThat(stream.outcome()).containsExactly(payload("cd"));
	}

	@Override
	@Test
	void rejectsOnceWhatTheEndOfTheStreamCutsOff() {
		whatIsHeldAtTheEndIsAFrame();
	}

	@Override
	@Test
	void passesOnSeveralFramesOfOneRead() {
		// Without silence between there is only one.
		try (TestStream stream = new TestStream(framing()).read(bytes("abab")).silence(50)) {
			assertThat(stream.frames()).containsExactly(payload("abab"));
		}
	}

	@Test
	void rejectsMoreThanTheMaximumWithoutSilence() {
		try (TestStream stream = new TestStream(framing()).readByteByByte(bytes("x".repeat(MAXIMUM + 1)))) {
			assertThat(stream.outcome()).containsExactly(Reason.TOO_LARGE);
			assertThat(stream.memory()).isZero();
		}
	}

	@Test
	void saysWhatIsWrongWithItsGap() {
		for (String gap : List.of("0ms", "-5ms", "61s", "1500us")) {
			assertThatExceptionOfType(InvalidSettingsException.class)
				.isThrownBy(() -> Framings.of(new Settings(Map.of("type", "idle-gap", "gap", gap))))
				.withMessageStartingWith("gap: 'PT");
		}
	}

}
