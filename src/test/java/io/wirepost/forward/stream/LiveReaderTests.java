package io.wirepost.forward.stream;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirepost.harness.Wirepost;
import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What a stream writes, and how much of the journal it reads for that. */
class LiveReaderTests {

	private static Wirepost wirepost;

	private static MessageJournal journal;

	private static JournalFollower follower;

	private final Narrow sink = new Narrow();

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start();
		journal = wirepost.bean(MessageJournal.class);
		follower = wirepost.bean(JournalFollower.class);
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Position append(String device, String text) {
		return journal.append(TestMessages.message(device, Direction.INBOUND, "default", Instant.now(), text))
			.join()
			.position();
	}

	private LiveReader reader(JournalFollower journal, StreamFilter filter, Position cursor) {
		return new LiveReader(new PageCache(journal, new StreamEncoder(wirepost.bean(JsonMapper.class))), filter,
				cursor, this.sink, Runnable::run, () -> {
				});
	}

	@Test
	void aLongMessageIsWrittenInPiecesAsTheEventSinkTakesThem() {
		Position begin = append("long", "before");
		List<String> texts = List.of("a".repeat(3_000_000), "b", "c".repeat(200_000));
		texts.forEach((text) -> append("long", text));
		LiveReader reader = reader(follower, new StreamFilter(null, null, null), begin);
		while (this.sink.texts().size() < texts.size()) {
			this.sink.ready = true;
			reader.wake();
		}
		assertThat(this.sink.texts()).isEqualTo(texts);
		assertThat(this.sink.longest).isLessThanOrEqualTo(LiveReader.PIECE_BYTES);
	}

	@Test
	void aReplayOfOneDevicesLongMessagesReadsEachAboutOnce() {
		Position begin = Position.of(MessageId.firstOf(Instant.now().minusSeconds(60).toEpochMilli()));
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			texts.add(i + "x".repeat(40_000));
			append("wide", texts.get(i));
		}
		AtomicInteger read = new AtomicInteger();
		// Its end is far ahead, so that the whole replay is one of long ago.
		Position end = Position.of(MessageId.firstOf(Instant.now().plusSeconds(60).toEpochMilli()));
		LiveReader reader = reader(counting(read, end), new StreamFilter(new DeviceId("wide"), null, null), begin);
		while (this.sink.texts().size() < texts.size()) {
			this.sink.ready = true;
			reader.wake();
		}
		assertThat(this.sink.texts()).isEqualTo(texts);
		assertThat(read.get()).isLessThan(5 * texts.size());
	}

	/** The journal with an end elsewhere, counting the messages that are read. */
	private static JournalFollower counting(AtomicInteger read, Position end) {
		return (JournalFollower) Proxy.newProxyInstance(JournalFollower.class.getClassLoader(),
				new Class<?>[] { JournalFollower.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("end")) {
						return end;
					}
					Object answer = method.invoke(follower, arguments);
					if (answer instanceof MessagePage page) {
						read.addAndGet(page.items().size());
					}
					return answer;
				});
	}

	/** Takes one piece at a time. */
	private static final class Narrow implements EventSink {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private boolean ready;

		private int longest;

		@Override
		public boolean isReady() {
			return this.ready;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			assertThat(this.ready).isTrue();
			this.bytes.write(bytes, offset, length);
			this.longest = Math.max(this.longest, length);
			this.ready = false;
		}

		@Override
		public void flush() {
			assertThat(this.ready).isTrue();
		}

		@Override
		public void close() {
			throw new AssertionError("The stream ended");
		}

		List<String> texts() {
			return this.bytes.toString(StandardCharsets.UTF_8)
				.lines()
				.filter((line) -> line.startsWith("data: ") && line.endsWith("}"))
				.map((line) -> JsonMapper.builder().build().readTree(line.substring(6)).get("text").asString())
				.toList();
		}

	}

}
