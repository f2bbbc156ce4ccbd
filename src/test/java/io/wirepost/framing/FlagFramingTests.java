package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FlagFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "start-end", "start", "7E", "end", "7E", "escape.byte", "7D", "escape.xor", "20");
	}

	@Override
	int smallest() {
		return 1;
	}

	@Override
	int shared() {
		return 1;
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

	@Override
	@Test
	void rejectsOnceWhatTheEndOfTheStreamCutsOff() {
		// A flag on its own is the end of a frame, and is not held.
		try (TestStream stream = new TestStream(framing()).read(bytes("~a~~bc"))) {
			assertThat(stream.pendingBytes()).isEqualTo(2);
			assertThat(stream.shutdownInput().outcome()).containsExactly(payload("a"), Reason.INCOMPLETE);
			assertThat(stream.rejections().get(0).offset()).isEqualTo(4);
		}
	}

}
