package io.wirepost.framing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wirepost.framing.FramingDryRun.Result;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

class FramingDryRunTests {

	@Test
	void tellsFramesAndWhatIsLeft() {
		Result result = run("preset", "stx-etx", "\2H", "I\3\2", "x");
		assertThat(result.frames()).containsExactly(payload("HI"));
		assertThat(result.leftover()).isEqualTo(payload("\2x"));
		assertThat(result.rejections()).isEmpty();
	}

	@Test
	void tellsTheFirstRejectionAndTheFramesAfterIt() {
		Result result = run("preset", "stx-etx", "ab\2H\3cd\2I\3");
		assertThat(result.frames()).containsExactly(payload("H"), payload("I"));
		assertThat(result.rejection()).isEqualTo(new Rejection(Reason.GARBAGE,
				"These bytes are outside of any frame; a frame begins with 02 and ends with 03", 0, 2, payload("ab"),
				false));
	}

	@Test
	void tellsNoFramesAfterAFatalRejection() {
		Result result = run("type", "json", "{}x{}", "{");
		assertThat(result.frames()).containsExactly(payload("{}"));
		assertThat(result.leftover()).isEqualTo(payload(""));
		assertThat(result.rejection()).satisfies((rejection) -> assertThat(rejection.fatal()).isTrue());
	}

	@Test
	void eachChunkIsFollowedBySilence() {
		assertThat(run("type", "idle-gap", "ab", "cd").frames()).containsExactly(payload("ab"), payload("cd"));
	}

	@Test
	void theStreamStaysOpenAtTheEnd() {
		assertThat(run("type", "line", "a\nb").frames()).containsExactly(payload("a"));
		assertThat(run("type", "line", "a\nb").leftover()).isEqualTo(payload("b"));
		assertThat(run("type", "line").frames()).isEmpty();
		assertThat(run("type", "line").leftover()).isEqualTo(payload(""));
	}

	@Test
	void tellsAllRejectionsAndWhatIsKnownOfEachFrame() {
		Framing framing = Framings.of(new Settings(Map.of("type", "start-end", "start", "02", "end", "03")),
				new Settings(Map.of("algorithm", "xor-8", "on-mismatch", "mark")), Settings.NONE);
		Result result = FramingDryRun.run(framing, List.of("x\2AA\3y\2AB\3".getBytes(ISO_8859_1)));
		assertThat(result.details()).containsExactly(new FramingDryRun.Frame(payload("AA"), 1, true),
				new FramingDryRun.Frame(payload("AB"), 6, false));
		assertThat(result.rejections()).extracting(Rejection::offset).containsExactly(0L, 5L);
		assertThat(result.rejection()).isEqualTo(result.rejections().get(0));
	}

	@Test
	void countsAllThatIsSkippedAtTheEnd() {
		Framing framing = Framings
			.of(new Settings(Map.of("type", "start-end", "start", "02", "end", "03", "resync", "skip")));
		List<byte[]> chunks = List.of(new byte[] { 2, 'H', 3, 'a' }, new byte[] { 'b', 'c' }, new byte[] { 'd' });
		Result result = FramingDryRun.run(framing, chunks);
		assertThat(result.frames()).containsExactly(payload("H"));
		assertThat(result.rejections()).extracting(Rejection::size).containsExactly(1L, 3L);
		assertThat(result.rejections()).extracting(Rejection::offset).containsExactly(3L, 4L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "line", "json", "raw", "idle-gap", "length-field" })
	void anyBytesGiveAResult(String type) {
		Random random = new Random(7);
		List<byte[]> chunks = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			byte[] chunk = new byte[random.nextInt(2000)];
			random.nextBytes(chunk);
			chunks.add(chunk);
		}
		Result result = FramingDryRun.run(Framings.of(new Settings(Map.of("type", type))), chunks);
		assertThat(result.leftover().size()).isLessThanOrEqualTo(64 * 1024 + 2);
	}

	private static Result run(String name, String word, String... chunks) {
		List<byte[]> bytes = Arrays.stream(chunks).map((chunk) -> chunk.getBytes(ISO_8859_1)).toList();
		return FramingDryRun.run(Framings.of(new Settings(Map.of(name, word))), bytes);
	}

	private static Payload payload(String text) {
		return Payload.owning(text.getBytes(ISO_8859_1));
	}

}
