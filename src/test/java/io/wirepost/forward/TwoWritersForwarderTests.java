package io.wirepost.forward;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.wirepost.engine.postgres.LateWriter;
import io.wirepost.engine.postgres.TestPostgres;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import io.wirepost.settings.Backoff;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Forwarders of messages of several processes, whose ids tell nothing of their order. */
class TwoWritersForwarderTests {

	private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

	private final String url = Postgres.newUrl();

	private final TestPostgres postgres = TestPostgres.open(this.url);

	private final Collecting destination = new Collecting();

	@AfterEach
	void close() {
		this.postgres.close();
	}

	private Forwarder forwarder(JournalRange range, Runnable atEnd) {
		return new Forwarder(this.destination, this.postgres.journal().follower(), this.postgres.stores().cursors(),
				QUICK, Clock.systemUTC(), new SplittableRandom(3), range, atEnd);
	}

	/** Pairs of messages: the first is committed last, and its id is anywhere. */
	private List<DeviceMessage> appendOutOfOrder(int pairs) throws SQLException {
		List<DeviceMessage> expected = new ArrayList<>();
		for (int i = 0; i < pairs; i++) {
			try (LateWriter late = LateWriter.begin(this.url, Duration.ofHours((i % 3) - 1))) {
				DeviceMessage quick = this.postgres.journal().append(TestMessages.message("a", "quick" + i)).join();
				expected.add(late.commit("b", "late" + i));
				expected.add(quick);
			}
		}
		Position last = expected.get(expected.size() - 1).position();
		await().until(() -> this.postgres.journal().end().equals(last));
		return expected;
	}

	@Test
	void aForwarderSendsEverythingOnceInTheOrderOfFollowing() throws SQLException {
		Forwarder forwarder = new Forwarder(this.destination, this.postgres.journal().follower(),
				this.postgres.stores().cursors(), QUICK, Clock.systemUTC(), new SplittableRandom(3));
		forwarder.start();
		List<String> expected = TestMessages.texts(appendOutOfOrder(20));
		await().untilAsserted(() -> assertThat(this.destination.taken).isEqualTo(expected));
		forwarder.stop();
	}

	@Test
	void aRangeEndsExactlyAtItsEnd() throws SQLException {
		List<DeviceMessage> all = appendOutOfOrder(12);
		List<String> texts = TestMessages.texts(all);
		for (int end = 0; end < all.size(); end++) {
			assertThat(replay(all.get(end).position(), null)).isEqualTo(texts.subList(0, end + 1));
		}
	}

	@Test
	void aRangeEndsWhereItsEndWasWhenThatMessageIsNotSeen() throws SQLException {
		List<DeviceMessage> all = appendOutOfOrder(6);
		assertThat(this.postgres.journal().erase(new DeviceId("b"))).isEqualTo(6);
		for (int end = 0; end < all.size(); end += 2) {
			List<String> texts = TestMessages.texts(all.subList(0, end + 1))
				.stream()
				.filter((text) -> text.startsWith("quick"))
				.toList();
			assertThat(replay(all.get(end).position(), null)).isEqualTo(texts);
			assertThat(replay(all.get(end).position(), Instant.EPOCH)).isEqualTo(texts);
		}
	}

	private List<String> replay(Position end, @Nullable Instant since) {
		this.destination.taken.clear();
		this.postgres.stores().cursors().save("test", Position.BEGINNING);
		CountDownLatch over = new CountDownLatch(1);
		Forwarder forwarder = forwarder(new JournalRange(end, since, null), over::countDown);
		forwarder.start();
		await().until(() -> over.getCount() == 0);
		assertThat(forwarder.progress().cursor()).isEqualTo(end);
		forwarder.stop();
		return List.copyOf(this.destination.taken);
	}

	/** Takes all. */
	private static final class Collecting implements Destination {

		private final List<String> taken = new CopyOnWriteArrayList<>();

		@Override
		public String name() {
			return "test";
		}

		@Override
		public int batchSize() {
			return 7;
		}

		@Override
		public boolean wants(DeviceMessage message) {
			return true;
		}

		@Override
		public void send(List<DeviceMessage> batch) {
			this.taken.addAll(TestMessages.texts(batch));
		}

	}

}
