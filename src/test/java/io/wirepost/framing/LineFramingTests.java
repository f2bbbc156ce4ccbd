package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LineFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "line");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Payload.owning(join(bytes("xyz"), payload.toByteArray())));
	}

	@Test
	void understandsBothLineEnds() {
		expect(new TestStream(framing()).read(bytes("one\ntwo\r\n\r\n\nthree\r\r\n")), payload("one"), payload("two"),
				payload(""), payload(""), payload("three\r"));
	}

	@Test
	void aCarriageReturnInsideALineIsPayload() {
		expect(new TestStream(framing()).readByteByByte(bytes("a\rb\r\n")), payload("a\rb"));
	}

	@Test
	void sendsALineFeedUnlessSet() {
		assertThat(framing().encode(payload("PING"))).isEqualTo(bytes("PING\n"));
		assertThat(sendingCrlf().encode(payload("PING"))).isEqualTo(bytes("PING\r\n"));
	}

	@Test
	void aLineOfTheMaximumMayEndWithBoth() {
		Payload largest = payload("x".repeat(MAXIMUM));
		byte[] wire = join(largest.toByteArray(), bytes("\r\n"));
		for (int at = 0; at <= wire.length; at++) {
			expect(new TestStream(framing()).readSplit(wire, at), largest);
		}
	}

	@Test
	void rejectsALineAsSoonAsItIsKnownToBeTooLarge() {
		try (TestStream stream = new TestStream(framing())) {
			stream.read(bytes("x".repeat(MAXIMUM) + "\r"));
			assertThat(stream.isLost()).isFalse();
			stream.read(bytes("x"));
			assertThat(stream.isLost()).isTrue();
		}
		try (TestStream stream = new TestStream(framing())) {
			assertThat(stream.read(bytes("x".repeat(MAXIMUM + 1))).isLost()).isTrue();
		}
	}

	@Test
	void refusesALineFeedInAPayload() {
		assertThat(refusal(framing(), "a\nb").offset()).isEqualTo(1);
		assertThat(refusal(sendingCrlf(), "\n").offset()).isZero();
	}

	@Test
	void refusesACarriageReturnAtTheEndWhereItWouldGetLost() {
		assertThat(refusal(framing(), "ab\r").offset()).isEqualTo(2);
		expect(new TestStream(sendingCrlf()).read(sendingCrlf().encode(payload("ab\r"))), payload("ab\r"));
	}

	@Test
	void saysWhichLineEndsThereAre() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Framings.of(new Settings(Map.of("send", "CR"))))
			.withMessage("send: 'CR' is not one of LF, CRLF");
	}

	private Framing sendingCrlf() {
		return Framings.of(new Settings(Map.of("type", "line", "send", "CRLF")));
	}

}
