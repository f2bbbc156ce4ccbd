package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;

class TrailedFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "length-field", "width", "1", "trailer", "0D0A", "between", "FF");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.TOO_LARGE);
	}

}
