package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StxEtxPresetTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("preset", "stx-etx");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

	@Test
	void readsWhatIsBetweenStxAndEtx() {
		byte[] wire = bytes("\u0002HI\u0003");
		expect(new TestStream(framing()).read(wire), payload("HI"));
		assertThat(framing().encode(payload("HI"))).isEqualTo(wire);
	}

}
