package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModbusTcpPresetTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("preset", "modbus-tcp");
	}

	@Override
	int smallest() {
		return 6;
	}

	@Override
	Payload payload(Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		bytes[4] = 0;
		bytes[5] = (byte) (size - 6);
		return Payload.owning(bytes);
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		// Three bytes late, the length is read from other bytes.
		byte[] wire = join(bytes("xyz"), payload.toByteArray());
		int length = ((wire[4] & 0xFF) << 8) | (wire[5] & 0xFF);
		assertThat(length).isGreaterThan(MAXIMUM);
		return List.of(Reason.TOO_LARGE);
	}

	@Test
	void keepsTheHeaderOfARequest() {
		byte[] request = bytes("\0\1\0\0\0\6\21\3\0\153\0\3");
		expect(new TestStream(framing()).readByteByByte(request), Payload.copyOf(request));
		assertThat(framing().encode(Payload.copyOf(request))).isEqualTo(request);
		assertThat(refusal(framing(), "\0\1\0\0\0\5\21\3\0\153\0\3").offset()).isEqualTo(4);
	}

}
