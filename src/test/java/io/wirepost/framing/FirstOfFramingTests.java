package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;

class FirstOfFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "first-of", "frames[0].type", "start-end", "frames[0].start", "02", "frames[0].end", "03",
				"frames[1].type", "json");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE);
	}

}
