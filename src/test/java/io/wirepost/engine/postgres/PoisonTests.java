package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.device.DeviceStore;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the database refuses must not keep anything else from being written. */
class PoisonTests {

	private final TestPostgres postgres = TestPostgres.open(Postgres.newUrl());

	@AfterEach
	void close() {
		this.postgres.close();
	}

	private static DeliveryStore.Change.Add add(int number, String owner) {
		UUID id = MessageId.firstOf(number).value();
		return new DeliveryStore.Change.Add(new StoredDelivery(id, null, Delivery.Status.QUEUED, false, Instant.EPOCH,
				null, null, null, null, null, null, null, null, null, null, owner, 0), null,
				new UsedKey("caller\0key " + number, "f", id));
	}

	@Test
	void aChangeThatIsRefusedFailsAloneAndTheOthersOfItsBatchAreWritten() throws SQLException {
		CompletableFuture<DeviceMessage> message;
		CompletableFuture<List<Object>> good;
		CompletableFuture<List<Object>> bad;
		CompletableFuture<List<Object>> last;
		try (Connection blocking = this.postgres.database().connection();
				Statement statement = blocking.createStatement()) {
			// While the table is locked, all of them come into one batch.
			blocking.setAutoCommit(false);
			statement.execute("LOCK TABLE writer IN ACCESS EXCLUSIVE MODE");
			CompletableFuture<DeviceMessage> first = this.postgres.journal().append(TestMessages.message("a", "1"));
			message = this.postgres.journal().append(TestMessages.message("a", "2"));
			good = this.postgres.journal().commit().write(List.of(add(1, "one")));
			bad = this.postgres.journal().commit().write(List.of(add(2, "two"), add(3, "thr\0ee")));
			last = this.postgres.journal().commit().write(List.of(add(4, "four")));
			blocking.rollback();
			first.join();
		}
		assertThat(good.join()).containsExactly(DeliveryStore.Stored.STORED);
		assertThat(last.join()).containsExactly(DeliveryStore.Stored.STORED);
		assertThatThrownBy(bad::join).hasCauseInstanceOf(JournalUnavailableException.class)
			.hasRootCauseInstanceOf(SQLException.class);
		message.join();
		assertThat(TestMessages.texts(this.postgres.journal().read(MessageQuery.behind(null, 10)).items()))
			.containsExactly("1", "2");
		assertThat(this.postgres.engine().deliveries().queued(null, 10)).extracting(StoredDelivery::owner)
			.containsExactly("one", "four");
		assertThat(this.postgres.engine().deliveries().findKey("caller\0key 4")).isPresent();
		assertThat(this.postgres.engine().deliveries().findKey("caller\0key 2")).isEmpty();
		assertThat(this.postgres.engine().deliveries().keys()).isEqualTo(2);
	}

	@Test
	void slowReadsDoNotKeepMessagesFromBeingWritten() {
		HikariConfig config = TestPostgres.config(Postgres.newUrl());
		config.setMaximumPoolSize(3);
		config.setConnectionTimeout(1_000);
		CountDownLatch done = new CountDownLatch(1);
		try (TestPostgres small = new TestPostgres(config, TestMessages.settings(10), Clock.systemUTC())) {
			List<CompletableFuture<Boolean>> reads = Stream.generate(() -> CompletableFuture.supplyAsync(
					() -> small.database().read("Slowly", (connection) -> isReleased(done)),
					(work) -> new Thread(work).start()))
				.limit(3)
				.toList();
			// No connection is left for readers.
			await().untilAsserted(() -> assertThatThrownBy(() -> small.engine().cursors().find("x"))
				.isInstanceOf(JournalUnavailableException.class));
			small.journal().append(TestMessages.message("a", "1")).join();
			done.countDown();
			reads.forEach((read) -> read.handle((result, failure) -> true).join());
		}
	}

	private static boolean isReleased(CountDownLatch latch) {
		try {
			return latch.await(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Test
	void textsWithTheCharacterZeroAreFoundNowhere() {
		this.postgres.journal().append(TestMessages.message("a", "1")).join();
		MessageQuery query = new MessageQuery(null, null, "a\0b", null, null, null, MessageQuery.Order.ASC, null, 10);
		assertThat(this.postgres.journal().read(query).items()).isEmpty();
		assertThat(this.postgres.engine().devices().list(new DeviceStore.Query("a\0b", null, 10)).items()).isEmpty();
	}

	@Test
	void aPasswordInTheAddressIsNotShown() {
		assertThatThrownBy(() -> PostgresDatabase
			.connect(TestPostgres.config("jdbc:postgresql://127.0.0.1:1/x?user=a&password=geheim")))
			.isInstanceOf(DatabaseException.class)
			.hasMessageContaining("The database jdbc:postgresql://127.0.0.1:1/x cannot be used")
			.hasMessageNotContaining("geheim");
		assertThatThrownBy(() -> PostgresDatabase.connect(TestPostgres.config("jdbc:postgresql://127.0.0.1:abc/x")))
			.isInstanceOf(DatabaseException.class);
	}

	@Test
	void settingsOfThePoolThatThereAreNotAreNamed() {
		MockEnvironment environment = new MockEnvironment().withProperty("spring.datasource.url", "jdbc:postgresql:x")
			.withProperty("spring.datasource.hikari.maximum-pool-sise", "9");
		assertThatThrownBy(() -> PostgresDatabase.connect(environment)).isInstanceOf(DatabaseException.class)
			.hasMessageContaining("maximum-pool-sise");
	}

	@Test
	void aDatabaseOfAnotherEncodingIsRefusedWithASentence() throws SQLException {
		try (Connection connection = Postgres.server().getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("DROP DATABASE IF EXISTS latin");
			statement.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
		}
		String url = Postgres.server().getJdbcUrl("postgres", "latin");
		assertThatThrownBy(() -> PostgresDatabase.connect(TestPostgres.config(url)))
			.isInstanceOf(DatabaseException.class)
			.hasMessageContaining("its encoding is LATIN1, create it with ENCODING 'UTF8'");
	}

}
