package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;

class Ieee488FramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "ieee-488");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Payload.owning(join(bytes("xyz"), payload.toByteArray())));
	}

}
