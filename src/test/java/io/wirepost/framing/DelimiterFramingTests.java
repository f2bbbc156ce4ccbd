package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DelimiterFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "delimiter", "delimiter", "$$a$");
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Payload.owning(join(bytes("xyz"), payload.toByteArray())));
	}

	@Test
	void aFalseStartOfTheDelimiterIsPayload() {
		String wire = "$$$a$a$$$b$$$$a$";
		expect(new TestStream(framing()).read(bytes(wire)), payload("$"), payload("a$$$b$$"));
		expect(new TestStream(framing()).readByteByByte(bytes(wire)), payload("$"), payload("a$$$b$$"));
	}

	@Test
	void rejectsAFrameAsSoonAsItIsKnownToBeTooLarge() {
		try (TestStream stream = new TestStream(framing())) {
			stream.read(bytes("x".repeat(MAXIMUM) + "$$a"));
			assertThat(stream.isLost()).isFalse();
			assertThat(stream.read(bytes("b")).outcome()).containsExactly(Reason.TOO_LARGE);
		}
	}

	@Test
	void refusesThePayloadThatWouldEndEarlier() {
		assertThat(refusal(framing(), "12$$a$34").offset()).isEqualTo(2);
		assertThat(refusal(delimitedBy("$$"), "a$").offset()).isEqualTo(1);
		assertThat(refusal(delimitedBy("-=-"), "x-=").offset()).isEqualTo(1);
	}

	@Test
	void takesTheDelimiterInHexOrAsText() {
		assertThat(delimitedBy("0D0A")).isEqualTo(delimitedBy("\\r\\n")).isEqualTo(delimitedBy("0x0d0a"));
		assertThat(delimitedBy("\\0").encode(payload("a"))).isEqualTo(bytes("a\0"));
	}

	@Test
	void saysThatTheDelimiterHasToBeSet() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> Framings.of(new Settings(Map.of("type", "delimiter"))))
			.satisfies((ex) -> assertThat(ex.faults()).singleElement().satisfies((fault) -> {
				assertThat(fault.property()).isEqualTo("delimiter");
				assertThat(fault.sentence()).startsWith("has to be set: the bytes that end a frame");
			}));
	}

	private Framing delimitedBy(String delimiter) {
		return Framings.of(new Settings(Map.of("type", "delimiter", "delimiter", delimiter)));
	}

}
