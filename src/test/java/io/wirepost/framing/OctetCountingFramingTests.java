package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;

class OctetCountingFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "length-field", "encoding", "decimal", "until", "20");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE);
	}

}
