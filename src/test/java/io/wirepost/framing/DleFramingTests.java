package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;

class DleFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "start-end", "start", "1002", "end", "1003", "escape.byte", "10", "escape.double",
				"true");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

}
