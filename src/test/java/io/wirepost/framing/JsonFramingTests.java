package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonFramingTests extends FramingContract {

	@Override
	Map<String, String> words() {
		return Map.of("type", "json");
	}

	@Override
	int smallest() {
		return 2;
	}

	@Override
	Payload payload(Random random, int size) {
		String tricky = "[\"}\\\"\"]";
		return (size < tricky.length()) ? payload("{" + " ".repeat(size - 2) + "}")
				: payload("[" + " ".repeat(size - tricky.length()) + tricky.substring(1));
	}

	@Override
	List<Object> outcomeOfGarbageBefore(Payload payload) {
		return List.of(Reason.GARBAGE);
	}

	@Test
	void readsObjectsAndArraysWithOrWithoutWhiteSpaceBetween() {
		String wire = " {\"a\":[1,{}]}\r\n[2]{}\t[] ";
		Payload[] frames = { payload("{\"a\":[1,{}]}"), payload("[2]"), payload("{}"), payload("[]") };
		expect(new TestStream(framing()).read(bytes(wire)), frames);
		expect(new TestStream(framing()).readByteByByte(bytes(wire)), frames);
	}

	@Test
	void bracketsAndQuotesInStringsAreText() {
		String frame = "{\"}\\\"]\\\\\":\"{\"}";
		expect(new TestStream(framing()).readByteByByte(bytes(frame)), payload(frame));
	}

	@Test
	void manySmallOnesOfOneReadAreNotTooLarge() {
		try (TestStream stream = new TestStream(framing()).read(bytes("{}".repeat(MAXIMUM)))) {
			assertThat(stream.frames()).hasSize(MAXIMUM);
			assertThat(stream.rejections()).isEmpty();
		}
	}

	@Test
	void anythingElseIsGarbageForGood() {
		try (TestStream stream = new TestStream(framing()).read(bytes("{} \n nope {}"), bytes("{}"))) {
			assertThat(stream.outcome()).containsExactly(payload("{}"), Reason.GARBAGE);
			assertThat(stream.rejections().get(0).offset()).isEqualTo(5);
			assertThat(stream.isLost()).isTrue();
		}
	}

	@Test
	void whiteSpaceTakesNoMemory() {
		try (TestStream stream = new TestStream(framing()).read(bytes(" ".repeat(MAXIMUM * 2)))) {
			assertThat(stream.pendingBytes()).isZero();
			assertThat(stream.rejections()).isEmpty();
		}
	}

	@Test
	void refusesWhatIsNotExactlyOneObjectOrArray() {
		assertThat(refusal(framing(), " {}").offset()).isZero();
		assertThat(refusal(framing(), "1").offset()).isZero();
		assertThat(refusal(framing(), "{}\n").offset()).isEqualTo(2);
		assertThat(refusal(framing(), "{}{}").offset()).isEqualTo(2);
		assertThat(refusal(framing(), "[{}").offset()).isEqualTo(3);
		assertThat(refusal(framing(), "{\"}").offset()).isEqualTo(3);
	}

}
