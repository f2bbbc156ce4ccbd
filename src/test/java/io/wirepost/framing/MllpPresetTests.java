package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MllpPresetTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("preset", "mllp");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

	@Test
	void wrapsASegmentOfHl7() {
		assertThat(framing().encode(payload("MSH|^~\\&\r"))).isEqualTo(bytes("\u000bMSH|^~\\&\r\u001c\r"));
	}

}
