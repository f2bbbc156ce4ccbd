package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

class NmeaPresetTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("preset", "nmea");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE, payload);
	}

	@Test
	void readsASentence() {
		String sentence = "GPGLL,4916.45,N,12311.12,W,225444,A*31";
		expect(new TestStream(framing()).read(bytes("$" + sentence + "\r\n")), payload(sentence));
	}

	@Test
	void readsTheSentencesOfAisWhereTheStartIsSet() {
		Framing ais = Framings.of(new Settings(Map.of("preset", "nmea", "start", "!")));
		expect(new TestStream(ais).read(bytes("!AIVDM,1\r\n")), payload("AIVDM,1"));
	}

}
