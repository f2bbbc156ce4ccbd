package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.wirepost.harness.Postgres;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.Subscription;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two processes that write to one database. */
class TwoWritersTests {

	private final String url = Postgres.newUrl();

	private final TestPostgres first = TestPostgres.open(this.url);

	private final TestPostgres second = TestPostgres.open(this.url);

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
	}

	@Test
	void aFollowerMissesNothingWhenCommitsComeInTheOtherOrder() throws SQLException {
		AtomicReference<Position> cursor = new AtomicReference<>(Position.BEGINNING);
		try (Connection slow = DriverManager.getConnection(this.url)) {
			slow.setAutoCommit(false);
			MessageIds ids = new MessageIds(Clock.systemUTC(), new SplittableRandom(), null);
			new MessageCopy().write(slow, 1, Transactions.read(slow, Transactions.THIS),
					List.of(TestMessages.message("a", "slow").withId(ids.next())));
			this.first.journal().append(TestMessages.message("a", "quick")).join();
			// It is durable, and can be read, but not followed yet.
			assertThat(TestMessages.texts(this.second.journal().read(MessageQuery.behind(null, 10)).items()))
				.containsExactly("quick");
			assertThat(follow(this.second, cursor)).isEmpty();
			slow.commit();
		}
		List<String> followed = new ArrayList<>();
		await().until(() -> followed.addAll(follow(this.second, cursor)) && followed.size() == 2);
		assertThat(followed).containsExactly("slow", "quick");
		assertThat(follow(this.second, cursor)).isEmpty();
	}

	@Test
	void aFollowerIsWokenWhenItMayReadOn() throws SQLException {
		AtomicReference<Position> cursor = new AtomicReference<>(Position.BEGINNING);
		List<String> followed = new CopyOnWriteArrayList<>();
		try (Connection slow = DriverManager.getConnection(this.url)) {
			slow.setAutoCommit(false);
			MessageIds ids = new MessageIds(Clock.systemUTC(), new SplittableRandom(), null);
			new MessageCopy().write(slow, 1, Transactions.read(slow, Transactions.THIS),
					List.of(TestMessages.message("a", "slow").withId(ids.next())));
			Subscription woken = this.first.journal().onAppended(() -> followed.addAll(follow(this.first, cursor)));
			this.first.journal().append(TestMessages.message("a", "quick")).join();
			assertThat(followed).isEmpty();
			slow.commit();
			await().untilAsserted(() -> assertThat(followed).containsExactly("slow", "quick"));
			woken.close();
		}
	}

	@Test
	void aProcessThatIsStoppedInATransactionHoldsFollowersUpForSecondsOnly() throws SQLException {
		AtomicReference<Position> cursor = new AtomicReference<>(Position.BEGINNING);
		List<String> followed = new ArrayList<>();
		this.second.database().read("A transaction", (stopped) -> {
			stopped.setAutoCommit(false);
			MessageIds ids = new MessageIds(Clock.systemUTC(), new SplittableRandom(), null);
			new MessageCopy().write(stopped, 1, Transactions.read(stopped, Transactions.THIS),
					List.of(TestMessages.message("a", "stopped").withId(ids.next())));
			this.first.journal().append(TestMessages.message("a", "goes on")).join();
			await().until(() -> followed.addAll(follow(this.first, cursor)));
			assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
			return true;
		});
		assertThat(followed).containsExactly("goes on");
	}

	@Test
	void theEndForFollowersIsBeforeWhatTheyMayNotReadYet() throws SQLException {
		Position before = this.first.journal().append(TestMessages.message("a", "before")).join().position();
		await().until(() -> this.first.journal().end().equals(before));
		try (Connection slow = DriverManager.getConnection(this.url);
				PreparedStatement write = slow.prepareStatement("DELETE FROM cursor")) {
			// A transaction of whatever kind, of anybody on this server.
			slow.setAutoCommit(false);
			write.execute();
			Transactions.read(slow, Transactions.THIS);
			DeviceMessage after = this.first.journal().append(TestMessages.message("a", "after")).join();
			assertThat(this.first.journal().end()).isEqualTo(before);
			assertThat(this.first.journal().read(MessageQuery.newest()).items()).containsExactly(after);
			slow.rollback();
			await().until(() -> this.first.journal().end().equals(after.position()));
		}
	}

	@Test
	void numbersOfTransactionsGoOnBehindThoseOfAnotherServer() throws SQLException {
		this.first.journal().append(TestMessages.message("a", "there")).join();
		try (Connection connection = DriverManager.getConnection(this.url);
				PreparedStatement write = connection.prepareStatement("UPDATE message SET xid = xid + 1000000")) {
			// As if it was restored from a server that was at it.
			write.execute();
		}
		AtomicReference<Position> cursor = new AtomicReference<>(Position.BEGINNING);
		try (TestPostgres restored = TestPostgres.open(this.url)) {
			restored.journal().append(TestMessages.message("a", "here")).join();
			List<String> followed = new ArrayList<>();
			await().until(() -> followed.addAll(follow(restored, cursor)) && followed.size() == 2);
			assertThat(followed).containsExactly("there", "here");
			assertThat(restored.journal().erase(new DeviceId("a"))).isEqualTo(2);
		}
	}

	@Test
	void manyFollowedByBothAreSeenOnceInTheSameOrder() {
		int each = 2_000;
		Thread other = new Thread(() -> append(this.second, "b", each));
		other.start();
		append(this.first, "a", each);
		List<String> seenByFirst = followAll(this.first, 2 * each);
		List<String> seenBySecond = followAll(this.second, 2 * each);
		assertThat(seenByFirst).hasSize(2 * each).doesNotHaveDuplicates().isEqualTo(seenBySecond);
		for (String device : List.of("a", "b")) {
			assertThat(seenByFirst.stream().filter((text) -> text.startsWith(device)))
				.containsExactlyElementsOf(IntStream.range(0, each).mapToObj((i) -> device + i).toList());
		}
		Set<String> newestFirst = new HashSet<>();
		MessageQuery query = new MessageQuery(null, null, null, null, null, null, MessageQuery.Order.DESC, null, 100);
		for (MessagePage page = this.first.journal().read(query);; page = this.first.journal()
			.read(query.continued(page.next()))) {
			TestMessages.texts(page.items()).forEach((text) -> assertThat(newestFirst.add(text)).isTrue());
			if (page.next() == null) {
				break;
			}
		}
		assertThat(newestFirst).hasSize(2 * each);
	}

	@Test
	void aPartitionThatAnotherProcessBeginsTakesTheNextBatch() {
		this.first.journal().append(TestMessages.message("a", "1")).join();
		this.second.partitions().beginAfter(1);
		this.first.journal().append(TestMessages.message("a", "2")).join();
		assertThat(number("SELECT count(*) FROM message WHERE part = 2")).isEqualTo(1);
		assertThat(number("SELECT count(*) FROM message WHERE part = 1")).isEqualTo(1);
	}

	@Test
	void whatRetentionDropsIsMissedByThoseAloneThatHaveNotReadIt() throws SQLException {
		DeviceMessage early = this.first.journal().append(TestMessages.message("a", "early")).join();
		DeviceMessage late;
		DeviceMessage last;
		try (LateWriter writer = LateWriter.begin(this.url, Duration.ofHours(1))) {
			last = this.first.journal().append(TestMessages.message("a", "last")).join();
			late = writer.commit("a", "late");
		}
		this.second.partitions().beginAfter(1);
		DeviceMessage kept = this.first.journal().append(TestMessages.message("a", "kept")).join();
		this.second.partitions().drop(1);
		for (DeviceMessage missing : List.of(early, late)) {
			assertThat(this.first.journal().droppedBehind(missing.position())).isEqualTo(last.position());
		}
		for (DeviceMessage read : List.of(last, kept)) {
			assertThat(this.first.journal().droppedBehind(read.position())).isNull();
		}
		for (DeviceMessage gone : List.of(early, late, last)) {
			assertThat(this.first.journal().read(MessageQuery.behind(gone.position(), 10)).items())
				.containsExactly(kept);
			assertThat(this.first.journal().isBehind(kept.position(), gone.position())).isTrue();
			assertThat(this.first.journal().isBehind(gone.position(), kept.position())).isFalse();
		}
	}

	@Test
	void processesThatAreGoneForADayLeaveNothing() throws SQLException {
		this.first.journal().append(TestMessages.message("a", "here")).join();
		try (Connection connection = DriverManager.getConnection(this.url);
				PreparedStatement write = connection.prepareStatement("INSERT INTO writer (id, batch, seen_at) "
						+ "VALUES (gen_random_uuid(), 7, now() - interval '2 days')")) {
			write.execute();
		}
		assertThat(number("SELECT count(*) FROM writer")).isEqualTo(2);
		try (Horizon horizon = new Horizon()) {
			new OtherWriters(this.first.database(), UUID.randomUUID(), horizon).removeGone();
		}
		assertThat(number("SELECT count(*) FROM writer")).isEqualTo(1);
	}

	private long number(String sql) {
		return this.first.database().read("A number", (connection) -> {
			try (PreparedStatement select = connection.prepareStatement(sql); ResultSet row = select.executeQuery()) {
				row.next();
				return row.getLong(1);
			}
		});
	}

	private static void append(TestPostgres postgres, String device, int count) {
		List<CompletableFuture<DeviceMessage>> all = IntStream.range(0, count)
			.mapToObj((i) -> postgres.journal().append(TestMessages.message(device, device + i)))
			.toList();
		all.forEach(CompletableFuture::join);
	}

	private static List<String> followAll(TestPostgres postgres, int count) {
		AtomicReference<Position> cursor = new AtomicReference<>(Position.BEGINNING);
		List<String> seen = new ArrayList<>();
		await().until(() -> {
			seen.addAll(follow(postgres, cursor));
			return seen.size() >= count;
		});
		return seen;
	}

	private static List<String> follow(TestPostgres postgres, AtomicReference<Position> cursor) {
		List<DeviceMessage> items = postgres.journal().follower().read(MessageQuery.behind(cursor.get(), 100)).items();
		if (!items.isEmpty()) {
			cursor.set(items.get(items.size() - 1).position());
		}
		return TestMessages.texts(items);
	}

}
