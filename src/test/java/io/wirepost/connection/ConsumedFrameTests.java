package io.wirepost.connection;

import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The frame that identifies a device, where it is no message. */
class ConsumedFrameTests {

	private static final String LISTENER = "wirepost.listeners.a.";

	@Test
	void isNotAcknowledgedButARuleMayAnswerIt() {
		String[] settings = { LISTENER + "port=0", LISTENER + "identify.by=first-frame",
				LISTENER + "identify.pattern=^HELLO (?<id>\\S+)", LISTENER + "acknowledge.text=OK" };
		try (Wirepost wirepost = Wirepost.start(settings); Device device = wirepost.dial("a")) {
			device.say("HELLO m\n1\n").sayNoMore();
			assertThat(new String(device.hear(100))).isEqualTo("OK\n");
		}
		String[] more = { settings[0], settings[1], settings[2], settings[3], LISTENER + "rules[0].kind=login",
				LISTENER + "rules[0].when=text.startsWith('HELLO ')", LISTENER + "rules[0].answer='HI ' + device" };
		try (Wirepost wirepost = Wirepost.start(more); Device device = wirepost.dial("a")) {
			device.say("HELLO m\n1\n").sayNoMore();
			assertThat(new String(device.hear(100))).isEqualTo("HI m\nOK\n");
			assertThat(wirepost.api().all("/api/messages")).hasSize(1);
		}
	}

}
