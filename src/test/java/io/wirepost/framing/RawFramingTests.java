package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RawFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "raw");
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
	void aFrameIsWhatOneReadReturns() {
		try (TestStream stream = new TestStream(framing()).read(bytes("ab"), bytes(""), bytes("c"))) {
			assertThat(stream.frames()).containsExactly(payload("ab"), payload("c"));
		}
	}

	@Override
	@Test
	void rejectsAFrameOneByteAboveTheMaximumHoweverItIsSplit() {
		// Where reads end is chance: the byte above is the next frame.
		try (TestStream stream = new TestStream(framing()).read(bytes("x".repeat(MAXIMUM) + "y"))) {
			assertThat(stream.outcome()).containsExactly(payload("x".repeat(MAXIMUM)), payload("y"));
		}
	}

	@Override
	@Test
	void rejectsOnceWhatTheEndOfTheStreamCutsOff() {
		// Nothing is ever held that could be cut off.
		try (TestStream stream = new TestStream(framing()).read(bytes("ab"))) {
			assertThat(stream.pendingBytes()).isZero();
			assertThat(stream.shutdownInput().outcome()).containsExactly(payload("ab"));
		}
	}

}
