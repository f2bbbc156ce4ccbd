package io.wirepost.engine.postgres;

import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.harness.Postgres;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionTests {

	private static final Duration AGE = Duration.ofHours(16);

	private final String url = Postgres.newUrl();

	private final TestClock clock = new TestClock(TestMessages.TIME);

	private TestPostgres postgres = open();

	private TestPostgres open() {
		return new TestPostgres(this.url,
				TestMessages.settings(1000, AGE, DataSize.ofMegabytes(16), DataSize.ofMegabytes(0)), this.clock);
	}

	@AfterEach
	void close() {
		this.postgres.close();
	}

	private DeviceMessage append(String text) {
		return this.postgres.journal().append(TestMessages.message("a", text)).join();
	}

	private List<String> all() {
		return TestMessages.texts(this.postgres.journal().read(MessageQuery.behind(null, 500)).items());
	}

	private List<Integer> parts() {
		return this.postgres.partitions().list().stream().map(Partitions.Partition::part).toList();
	}

	@Test
	void oneIsBegunWhenTheLastIsOldEnoughAndIsReadAcross() {
		this.postgres.retention().sweep();
		append("1");
		this.clock.pass(Duration.ofMinutes(61));
		this.postgres.retention().sweep();
		append("2");
		assertThat(parts()).containsExactly(1, 2);
		assertThat(all()).containsExactly("1", "2");
		List<DeviceMessage> newest = this.postgres.journal().read(MessageQuery.newestOf(new DeviceId("a"), 10)).items();
		assertThat(TestMessages.texts(newest)).containsExactly("2", "1");
		assertThat(this.postgres.journal().find(newest.get(1).requiredId())).contains(newest.get(1));
		assertThat(TestMessages
			.texts(this.postgres.journal().read(MessageQuery.behind(newest.get(1).position(), 10)).items()))
			.containsExactly("2");
	}

	@Test
	void anEmptyOneStaysTheLast() {
		this.postgres.retention().sweep();
		this.clock.pass(Duration.ofHours(5));
		this.postgres.retention().sweep();
		assertThat(parts()).containsExactly(1);
	}

	@Test
	void theOldestIsDroppedWhenItsNewestMessageIsTooOld() {
		this.postgres.retention().sweep();
		DeviceMessage dropped = append("old");
		this.clock.pass(Duration.ofHours(2));
		this.postgres.retention().sweep();
		append("young");
		this.clock.pass(AGE.minusMinutes(1));
		this.postgres.retention().sweep();
		assertThat(all()).containsExactly("old", "young");
		assertThat(this.postgres.journal().droppedUpTo()).isNull();
		this.clock.pass(Duration.ofMinutes(2));
		this.postgres.retention().sweep();
		assertThat(all()).containsExactly("young");
		assertThat(this.postgres.journal().droppedUpTo()).isEqualTo(dropped.position());
		assertThat(this.postgres.registry().get("wirepost.journal.dropped").counter().count()).isEqualTo(1);
		assertThat(TestMessages.texts(this.postgres.journal().read(MessageQuery.behind(dropped.position(), 9)).items()))
			.containsExactly("young");
	}

	@Test
	void theOldestAreDroppedWhileAllAreTooLarge() {
		for (int round = 0; round < 20; round++) {
			for (int i = 0; i < 20; i++) {
				append(round + " " + random(100_000));
			}
			this.postgres.retention().sweep();
		}
		assertThat(this.postgres.partitions().list().stream().mapToLong(Partitions.Partition::size).sum())
			.isLessThan(DataSize.ofMegabytes(18).toBytes());
		assertThat(this.postgres.journal().droppedUpTo()).isNotNull();
		assertThat(
				TestMessages.text(this.postgres.journal().read(MessageQuery.newest()).items().get(0)).substring(0, 3))
			.isEqualTo("19 ");
		assertThat(parts()).hasSizeGreaterThan(3).doesNotContain(1);
	}

	/** Text that does not compress. */
	private static String random(int length) {
		StringBuilder text = new StringBuilder(length);
		new SplittableRandom().ints(length, '0', 'z').forEach((c) -> text.append((char) c));
		return text.toString();
	}

	@Test
	void twoProcessesSweepTogether() {
		for (int i = 1; i <= 6; i++) {
			append("" + i);
			this.postgres.partitions().beginAfter(i);
		}
		this.postgres.retention().sweep();
		this.clock.pass(AGE.plusMinutes(1));
		List<CompletableFuture<Void>> sweeps = Stream.generate(() -> this.postgres.retention())
			.limit(4)
			.map((retention) -> CompletableFuture.runAsync(retention::sweep))
			.toList();
		sweeps.forEach(CompletableFuture::join);
		assertThat(all()).isEmpty();
	}

	@Test
	void whatACrashLeftMarkedIsDroppedLater() {
		append("1");
		this.postgres.partitions().beginAfter(1);
		append("2");
		this.postgres.database()
			.write("A mark", (connection) -> connection.createStatement()
				.execute("UPDATE partition SET dropping = true WHERE part = 1"));
		this.postgres.retention().sweep();
		assertThat(parts()).containsExactly(2);
		assertThat(all()).containsExactly("2");
	}

	@Test
	void whatACrashLeftWithoutItsTableIsForgotten() {
		append("1");
		this.postgres.partitions().beginAfter(1);
		append("2");
		this.postgres.database().read("A crash in the middle", (connection) -> {
			try (Statement statement = connection.createStatement()) {
				statement.execute("UPDATE partition SET dropping = true WHERE part = 1");
				return statement.execute("DROP TABLE message_1");
			}
		});
		this.postgres.retention().sweep();
		assertThat(parts()).containsExactly(2);
		assertThat(all()).containsExactly("2");
	}

	@Test
	void idsGoOnGrowingWhenAllMessagesAreGone() {
		DeviceMessage before = append("1");
		this.postgres.partitions().beginAfter(1);
		this.postgres.partitions().drop(1);
		this.clock.move(Duration.ofHours(-1));
		this.postgres.close();
		this.postgres = open();
		assertThat(append("2").requiredId()).isGreaterThan(before.requiredId());
	}

	@Test
	void twoProcessesBeginOneTogether() {
		this.postgres.partitions().beginAfter(1);
		new Partitions(this.postgres.database()).beginAfter(1);
		assertThat(parts()).containsExactly(1, 2);
		assertThat(this.postgres.journal().follower().end()).isEqualTo(Position.BEGINNING);
	}

}
