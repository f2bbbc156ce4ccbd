package io.wirepost.forward.stream;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wirepost.engine.postgres.LateWriter;
import io.wirepost.engine.postgres.TestPostgres;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streams of messages of several processes, whose ids tell nothing of their order. */
class TwoWritersStreamTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final StreamFilter ALL = new StreamFilter(null, null, null);

	private final String url = Postgres.newUrl();

	private final TestPostgres first = TestPostgres.open(this.url);

	private final PageCache pages = new PageCache(this.first.journal().follower(), new StreamEncoder(JSON));

	@AfterEach
	void close() {
		this.first.close();
	}

	private Reading read(StreamFilter filter, Position cursor) {
		return new Reading(this.pages, filter, cursor);
	}

	/** Pairs of messages: the first is committed last, and its id is anywhere. */
	private List<String> appendOutOfOrder(int pairs) throws SQLException {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < pairs; i++) {
			try (LateWriter late = LateWriter.begin(this.url, Duration.ofHours((i % 3) - 1))) {
				this.first.journal().append(TestMessages.message("a", "quick" + i)).join();
				late.commit("b", "late" + i);
			}
			expected.add("late" + i);
			expected.add("quick" + i);
		}
		return expected;
	}

	@Test
	void readersAtEveryPlaceSeeTheRestOnceInTheOrderOfFollowing() throws SQLException {
		List<String> expected = appendOutOfOrder(30);
		Reading all = read(ALL, Position.BEGINNING);
		await().untilAsserted(() -> assertThat(all.texts()).isEqualTo(expected));
		List<Position> places = all.ids();
		for (int i = 0; i < places.size(); i++) {
			Reading rest = read(ALL, places.get(i));
			List<String> due = expected.subList(i + 1, expected.size());
			await().untilAsserted(() -> assertThat(rest.texts()).isEqualTo(due));
		}
		this.pages.clear();
		for (int i = places.size() - 1; i >= 0; i -= 7) {
			Reading rest = read(ALL, places.get(i));
			List<String> due = expected.subList(i + 1, expected.size());
			await().untilAsserted(() -> assertThat(rest.texts()).isEqualTo(due));
		}
	}

	@Test
	void aReaderOfOneDeviceIsNotMisledByIdsOfOthers() throws SQLException {
		List<String> expected = new ArrayList<>(appendOutOfOrder(10));
		Reading late = read(new StreamFilter(new DeviceId("b"), null, null), Position.BEGINNING);
		await().until(() -> late.texts().size() == 10);
		expected.addAll(appendOutOfOrder(10));
		this.pages.appended();
		await().untilAsserted(() -> assertThat(late.texts())
			.isEqualTo(expected.stream().filter((t) -> t.startsWith("late")).toList()));
	}

	@Test
	void aReaderWhoseLastMessageWasErasedContinuesBehindIt() throws SQLException {
		List<String> expected = appendOutOfOrder(6);
		Reading all = read(ALL, Position.BEGINNING);
		await().untilAsserted(() -> assertThat(all.texts()).isEqualTo(expected));
		List<Position> places = all.ids();
		assertThat(this.first.journal().erase(new DeviceId("b"))).isEqualTo(6);
		this.pages.clear();
		for (int i = 0; i < places.size(); i++) {
			Reading rest = read(ALL, places.get(i));
			List<String> due = expected.subList(i + 1, expected.size())
				.stream()
				.filter((text) -> text.startsWith("quick"))
				.toList();
			await().untilAsserted(() -> assertThat(rest.texts()).isEqualTo(due));
		}
	}

	@Test
	void aPositionBeyondTheEndIsTheEndUnlessItIsAMessages() throws SQLException {
		appendOutOfOrder(3);
		await().until(() -> this.first.journal().end().equals(newest()));
		Position future = Position.of(MessageId.firstOf(System.currentTimeMillis() + 86_400_000L));
		assertThat(this.first.journal().startAt(future)).isEqualTo(newest());
		assertThat(this.first.journal().startAt(newest())).isEqualTo(newest());
	}

	private Position newest() {
		return this.first.journal().read(MessageQuery.newest()).items().get(0).position();
	}

	@Test
	void threeWritersUnderLoadAreFollowedOnceInTheirOrder() {
		int each = 1_500;
		try (TestPostgres second = TestPostgres.open(this.url); TestPostgres third = TestPostgres.open(this.url)) {
			this.first.journal().onAppended(this.pages::appended);
			Reading early = read(ALL, Position.BEGINNING);
			Reading one = read(new StreamFilter(new DeviceId("w2"), null, null), Position.BEGINNING);
			List<TestPostgres> writers = List.of(this.first, second, third);
			List<CompletableFuture<DeviceMessage>> written = new ArrayList<>();
			for (int i = 0; i < each; i++) {
				for (int w = 0; w < writers.size(); w++) {
					written.add(writers.get(w).journal().append(TestMessages.message("w" + w, "w" + w + " " + i)));
				}
				if (i % 100 == 0) {
					early.reader.wake();
					one.reader.wake();
				}
			}
			written.forEach(CompletableFuture::join);
			await().until(() -> early.texts().size() >= 3 * each && one.texts().size() >= each);
			assertThat(early.texts()).hasSize(3 * each).doesNotHaveDuplicates();
			for (int w = 0; w < writers.size(); w++) {
				String writer = "w" + w;
				assertThat(early.texts().stream().filter((text) -> text.startsWith(writer)))
					.containsExactlyElementsOf(IntStream.range(0, each).mapToObj((i) -> writer + " " + i).toList());
			}
			assertThat(one.texts()).isEqualTo(early.texts().stream().filter((text) -> text.startsWith("w2")).toList());
			Reading afterwards = read(ALL, Position.BEGINNING);
			await().untilAsserted(() -> assertThat(afterwards.texts()).isEqualTo(early.texts()));
		}
	}

	@Test
	void streamsAtTheSamePlaceReadAndAskOnceForAll() {
		List<String> asked = new ArrayList<>();
		JournalFollower counted = (JournalFollower) Proxy.newProxyInstance(JournalFollower.class.getClassLoader(),
				new Class<?>[] { JournalFollower.class }, (proxy, method, arguments) -> {
					asked.add(method.getName());
					return method.invoke(this.first.journal().follower(), arguments);
				});
		PageCache shared = new PageCache(counted, new StreamEncoder(JSON));
		Position begin = shared.newest();
		List<Reading> readers = IntStream.range(0, 40)
			.mapToObj((i) -> new Reading(shared, (i % 2 == 0) ? ALL : new StreamFilter(new DeviceId("a"), null, null),
					begin))
			.toList();
		for (int i = 1; i <= 20; i++) {
			asked.clear();
			Position last = this.first.journal().append(TestMessages.message("a", "m" + i)).join().position();
			await().until(() -> this.first.journal().end().equals(last));
			shared.appended();
			int count = i;
			assertThat(readers).allMatch((reader) -> reader.texts().size() == count);
			// The end, and the page behind it; the first time, whether that is near.
			assertThat(asked).hasSizeLessThanOrEqualTo((i == 1) ? 2 + readers.size() : 2);
		}
	}

	@Test
	void aFollowerIsWokenByWhatAnotherProcessWrites() {
		try (TestPostgres second = TestPostgres.open(this.url)) {
			CompletableFuture<Boolean> woken = new CompletableFuture<>();
			this.first.journal().onAppended(() -> woken.complete(true));
			second.journal().append(TestMessages.message("a", "of another")).join();
			await().until(woken::isDone);
		}
	}

	/** A stream that is woken whenever it is looked at. */
	private static final class Reading implements EventSink {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final LiveReader reader;

		Reading(PageCache pages, StreamFilter filter, Position cursor) {
			this.reader = new LiveReader(pages, filter, cursor, this, Runnable::run, () -> {
			});
		}

		private Stream<String> lines() {
			this.reader.wake();
			return this.bytes.toString(StandardCharsets.UTF_8).lines();
		}

		List<String> texts() {
			return lines().filter((line) -> line.startsWith("data: "))
				.map((line) -> JSON.readTree(line.substring(6)).get("text").asString())
				.toList();
		}

		List<Position> ids() {
			return lines().filter((line) -> line.startsWith("id: "))
				.map((line) -> Position.parse(line.substring(4)))
				.toList();
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.bytes.write(bytes, offset, length);
		}

		@Override
		public void flush() {
			// All is there at once.
		}

		@Override
		public void close() {
			throw new AssertionError("The stream ended");
		}

	}

}
