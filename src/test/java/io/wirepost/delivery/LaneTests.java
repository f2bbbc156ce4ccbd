package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Transmission;
import io.wirepost.connection.TransmissionException;
import io.wirepost.framing.Framing;
import io.wirepost.framing.Framings;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Nobody waits for a journal without end. */
class LaneTests {

	private final Timers timers = new Timers(new SimpleMeterRegistry());

	private final DeliveryWriter records = new KeepsNothing().writer();

	private final Connection connection = new Unkept();

	private final Lane lane = new Lane(this.timers, this.records, () -> false, () -> {
	});

	@AfterEach
	void stop() throws InterruptedException {
		this.records.destroy();
		this.timers.destroy();
	}

	private Attempt submit(@Nullable Duration awaitReply) {
		return submit(this.lane, this.connection, awaitReply, false);
	}

	private static Attempt submit(Lane lane, Connection connection, @Nullable Duration awaitReply, boolean patient) {
		Attempt attempt = attempt(connection, awaitReply, patient);
		assertThat(lane.submit(attempt)).isTrue();
		return attempt;
	}

	private static Attempt attempt(Connection connection, @Nullable Duration awaitReply, boolean patient) {
		Outgoing outgoing = new Outgoing(Payload.copyOf(new byte[] { 'x' }), null);
		Route route = new Route(connection, ReplyMatcher.of(Settings.NONE));
		Attempt attempt = new Attempt(UUID.randomUUID(), new DeviceId("d"), outgoing, awaitReply, Instant.EPOCH,
				patient ? Instant.MAX : null, null, null, () -> CompletableFuture.completedFuture(route));
		attempt.recorded = patient;
		attempt.expiresNanos = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
		return attempt;
	}

	private Lane lane(DeliveryWriter writer, boolean redials) {
		return new Lane(this.timers, writer, () -> redials, () -> {
		});
	}

	private static void isToldThatItIsNotKept(Attempt attempt) {
		assertThatThrownBy(() -> attempt.told.get(1, TimeUnit.MINUTES))
			.hasCauseInstanceOf(DeliveryNotKeptException.class);
	}

	@Test
	void aCallerWhoseMessageTheJournalDoesNotKeepIsTold() {
		isToldThatItIsNotKept(submit(null));
	}

	@Test
	void aCallerWhoseAnswerTheJournalDoesNotKeepIsTold() {
		Attempt attempt = submit(Duration.ofMinutes(5));
		var claim = this.lane.replies().claim(this.connection, Payload.copyOf(new byte[] { 'y' }));
		assertThat(claim).isNotNull();
		claim.appended();
		isToldThatItIsNotKept(attempt);
	}

	@Test
	void aCallerWhoseAnswerDoesNotComeIsToldWhileNothingCanBeKept() throws InterruptedException {
		DeliveryWriter stuck = new KeepsNothing() {

			@Override
			Outcome write(Change change) {
				throw new JournalUnavailableException("The disk is full");
			}

		}.writer();
		try {
			isToldThatItIsNotKept(submit(lane(stuck, false), this.connection, Duration.ofMillis(10), false));
		}
		finally {
			stuck.destroy();
		}
	}

	@Test
	void aDeviceThatHangsUpOnEveryDialIsNotDialledAgainAtOnce() throws InterruptedException {
		DeliveryWriter keeping = new KeepsNothing() {

			@Override
			public Optional<Outgoing> outgoing(UUID id) {
				return Optional.of(new Outgoing(Payload.copyOf(new byte[] { 'x' }), null));
			}

		}.writer();
		Lane dialled = lane(keeping, true);
		CountDownLatch sends = new CountDownLatch(2);
		long began = System.nanoTime();
		submit(dialled, new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, Transmission transmission) {
				sends.countDown();
				transmission.failed(new TransmissionException(TransmissionException.Reason.NOT_WRITTEN, "Gone"));
			}

		}, null, true);
		assertThat(sends.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
		dialled.takeBackAll();
		keeping.destroy();
	}

	@Test
	void aSenderIsToldThatTheDeviceDoesNotReadRatherThanThatItIsAway() {
		Connection full = new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, Transmission transmission) {
				transmission.failed(new TransmissionException(TransmissionException.Reason.BUFFER_FULL, "Full"));
			}

		};
		assertThat(submit(this.lane, full, null, true).told.join().status()).isEqualTo(Delivery.Status.QUEUED);
		assertThatThrownBy(() -> submit(this.lane, full, null, false).told.get(1, TimeUnit.MINUTES))
			.hasCauseInstanceOf(QueueFullException.class);
	}

	@Test
	void whatIsTakenBackWhileItIsBeingSentDoesNotWaitAgain() {
		Attempt attempt = submit(this.lane, new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, Transmission transmission) {
				assertThat(LaneTests.this.lane.takeBackAll()).isEmpty();
				transmission.failed(new TransmissionException(TransmissionException.Reason.NOT_WRITTEN, "Gone"));
			}

		}, null, true);
		assertThat(attempt.end.orTimeout(1, TimeUnit.MINUTES).join().status()).isEqualTo(Delivery.Status.CANCELLED);
	}

	@Test
	void nobodyIsToldOfARefusalWhoseMessageWasSent() {
		ExecutorService senders = Executors.newFixedThreadPool(8);
		try {
			for (int round = 0; round < 3_000; round++) {
				Lane one = lane(this.records, false);
				List<Attempt> attempts = IntStream.range(0, 8)
					.mapToObj((i) -> attempt(this.connection, null, false))
					.toList();
				attempts.stream()
					.map((attempt) -> CompletableFuture.runAsync(() -> one.submit(attempt), senders))
					.toList()
					.forEach(CompletableFuture::join);
				assertThat(attempts).noneMatch((attempt) -> attempt.end.isDone());
				attempts.forEach(Attempt::cancelKeepTimer);
			}
		}
		finally {
			senders.shutdownNow();
		}
	}

	/** A connection whose bytes leave, while the journal keeps nothing. */
	private static class Unkept implements Connection {

		private final UUID id = UUID.randomUUID();

		@Override
		public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, Transmission transmission) {
			transmission.written(Instant.EPOCH);
		}

		@Override
		public UUID id() {
			return this.id;
		}

		@Override
		public @Nullable DeviceId device() {
			return null;
		}

		@Override
		public @Nullable String listener() {
			return "default";
		}

		@Override
		public @Nullable String endpoint() {
			return null;
		}

		@Override
		public String remoteAddress() {
			return "127.0.0.1:1";
		}

		@Override
		public Charset charset() {
			return StandardCharsets.UTF_8;
		}

		@Override
		public Framing framing() {
			return Framings.of(Settings.NONE);
		}

		@Override
		public Settings reply() {
			return Settings.NONE;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close() {
		}

		@Override
		public Traffic traffic() {
			return new Traffic(Instant.EPOCH, null, null, 0, 0, 0, 0, 0, null, null);
		}

	}

}
