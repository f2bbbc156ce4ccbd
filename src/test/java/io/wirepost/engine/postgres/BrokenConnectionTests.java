package io.wirepost.engine.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Relay;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.MessageId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections to the database that break, at the worst moments. */
class BrokenConnectionTests {

	private final String url = Postgres.newUrl();

	private final Relay relay = new Relay(Postgres.server().getPort());

	private final TestPostgres postgres = TestPostgres
		// The driver would say a number for a statement that it has said often.
		.open(this.url.replace(":" + Postgres.server().getPort() + "/", ":" + this.relay.port() + "/")
				+ "&prepareThreshold=0");

	@AfterEach
	void close() {
		this.postgres.close();
		this.relay.close();
	}

	@Test
	void whatWasCommittedWithoutAnAnswerIsNotStoredTwice() {
		this.postgres.journal().append(TestMessages.message("a", "first")).join();
		this.relay.breakBehind("COMMIT");
		this.postgres.journal().append(TestMessages.message("a", "second")).join();
		assertThat(this.relay.hasBroken()).isTrue();
		this.postgres.journal().append(TestMessages.message("a", "third")).join();
		assertThat(TestMessages.texts(this.postgres.journal().read(MessageQuery.behind(null, 10)).items()))
			.containsExactly("first", "second", "third");
	}

	@Test
	void whatWasNotCommittedIsWrittenAgain() {
		this.postgres.journal().append(TestMessages.message("a", "first")).join();
		this.relay.breakBehind("COPY message");
		this.postgres.journal().append(TestMessages.message("a", "second")).join();
		assertThat(this.relay.hasBroken()).isTrue();
		assertThat(TestMessages.texts(this.postgres.journal().read(MessageQuery.behind(null, 10)).items()))
			.containsExactly("first", "second");
	}

	@Test
	void aDeliveryThatWasCommittedWithoutAnAnswerIsAnsweredAsAdded() {
		UUID id = MessageId.firstOf(1_000).value();
		StoredDelivery delivery = new StoredDelivery(id, null, Delivery.Status.QUEUED, false, Instant.EPOCH, null, null,
				null, null, null, null, null);
		UsedKey key = new UsedKey("k", "f", id);
		this.postgres.journal().append(TestMessages.message("a", "first")).join();
		this.relay.breakBehind("COMMIT");
		assertThat(this.postgres.journal()
			.commit()
			.write(List.of(new DeliveryStore.Change.Add(delivery, null, key)))
			.join()).containsExactly(DeliveryStore.Stored.STORED);
		assertThat(this.relay.hasBroken()).isTrue();
		assertThat(this.postgres.engine().deliveries().keys()).isEqualTo(1);
		assertThat(this.postgres.engine().deliveries().findKey("k")).contains(key);
	}

}
