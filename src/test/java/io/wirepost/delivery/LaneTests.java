package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Transmission;
import io.wirepost.framing.Framing;
import io.wirepost.framing.Framings;
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

	private final DeliveryWriter records = new DeliveryWriter(new KeepsNothing(),
			new DeliverySettings.Retention(Duration.ofDays(1), 1), Clock.systemUTC());

	private final Connection connection = new Unkept();

	private final Lane lane = new Lane(this.timers, this.records, () -> false, () -> {
	});

	@AfterEach
	void stop() throws InterruptedException {
		this.records.destroy();
		this.timers.destroy();
	}

	private Attempt submit(@Nullable Duration awaitReply) {
		Outgoing outgoing = new Outgoing(Payload.copyOf(new byte[] { 'x' }), null);
		Route route = new Route(this.connection, ReplyMatcher.of(Settings.NONE));
		Attempt attempt = new Attempt(UUID.randomUUID(), new DeviceId("d"), outgoing, awaitReply, Instant.EPOCH, null,
				null, null, () -> CompletableFuture.completedFuture(route));
		assertThat(this.lane.submit(attempt)).isTrue();
		return attempt;
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
		var claim = this.lane.claim(this.connection, Payload.copyOf(new byte[] { 'y' }));
		assertThat(claim).isNotNull();
		claim.appended();
		isToldThatItIsNotKept(attempt);
	}

	/** A store that nothing comes out of again. */
	private static final class KeepsNothing implements DeliveryStore {

		@Override
		public void write(List<? extends Change> changes) {
		}

		@Override
		public Optional<StoredDelivery> find(UUID id) {
			return Optional.empty();
		}

		@Override
		public Optional<Outgoing> outgoing(UUID id) {
			return Optional.empty();
		}

		@Override
		public Optional<UsedKey> findKey(String key) {
			return Optional.empty();
		}

		@Override
		public Optional<Broadcast> findBroadcast(UUID id) {
			return Optional.empty();
		}

		@Override
		public Page list(DeliveryQuery query) {
			return new Page(List.of(), null);
		}

		@Override
		public List<StoredDelivery> queued(@Nullable UUID after, int limit) {
			return List.of();
		}

		@Override
		public @Nullable UUID last() {
			return null;
		}

		@Override
		public long keys() {
			return 0;
		}

		@Override
		public long drop(Instant before, long most, Instant keysBefore) {
			return 0;
		}

	}

	/** A connection whose bytes leave, while the journal keeps nothing. */
	private static final class Unkept implements Connection {

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
