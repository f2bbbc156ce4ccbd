package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wirepost.journal.Change;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.TestClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One thread writes for all, whatever comes. */
class DeliveryWriterTests {

	private static DeliveryStore.Change change() {
		return new DeliveryStore.Change.Update(new StoredDelivery(UUID.randomUUID(), null, Delivery.Status.WRITTEN,
				true, Instant.EPOCH, null, null, null, null, null, null, null));
	}

	@Test
	void whatCannotBeWrittenCostsTheOthersNothing() throws InterruptedException {
		DeliveryStore.Change poison = change();
		DeliveryWriter writer = new KeepsNothing() {

			@Override
			Outcome write(Change change) {
				if (change == poison) {
					throw new IllegalStateException("for the test");
				}
				return super.write(change);
			}

		}.writer();
		try {
			assertThatThrownBy(() -> writer.write(poison).get(1, TimeUnit.MINUTES))
				.hasCauseInstanceOf(JournalUnavailableException.class);
			assertThat(writer.write(change()).orTimeout(1, TimeUnit.MINUTES)).succeedsWithin(Duration.ofMinutes(1));
		}
		finally {
			writer.destroy();
		}
	}

	@Test
	void nothingIsOldBecauseTheClockIsSetFarAhead() throws InterruptedException {
		TestClock clock = new TestClock(Instant.EPOCH);
		BlockingQueue<Instant> drops = new LinkedBlockingQueue<>();
		DeliveryWriter writer = new KeepsNothing() {

			@Override
			Outcome write(Change change) {
				clock.move(Duration.ofDays(400));
				drops.add(((Change.Drop) change).keysBefore());
				return super.write(change);
			}

		}.writer(clock, Duration.ofMillis(1));
		try {
			for (int i = 0; i < 3; i++) {
				assertThat(drops.poll(1, TimeUnit.MINUTES)).isNotNull().isBefore(Instant.EPOCH);
			}
		}
		finally {
			writer.destroy();
		}
	}

	@Test
	void moreThanFitsIsDroppedAsFastAsItCame() throws InterruptedException {
		CountDownLatch drops = new CountDownLatch(5);
		DeliveryWriter writer = new KeepsNothing() {

			@Override
			Outcome write(Change change) {
				drops.countDown();
				return new Dropped(true);
			}

		}.writer(Clock.systemUTC(), Duration.ofSeconds(1));
		try {
			assertThat(drops.await(4, TimeUnit.SECONDS)).as("the first takes a second, the others none").isTrue();
		}
		finally {
			writer.destroy();
		}
	}

}
