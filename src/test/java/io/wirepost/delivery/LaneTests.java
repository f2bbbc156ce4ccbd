package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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

	private final Connection connection = new Unkept();

	private final Lane lane = new Lane(this.timers, () -> {
	});

	@AfterEach
	void stop() {
		this.timers.destroy();
	}

	private Attempt submit(@Nullable Duration awaitReply) {
		Attempt attempt = new Attempt(UUID.randomUUID(), new DeviceId("d"), Payload.copyOf(new byte[] { 'x' }),
				awaitReply, Instant.EPOCH, () -> CompletableFuture.completedFuture(this.connection));
		assertThat(this.lane.submit(attempt)).isTrue();
		return attempt;
	}

	private static void isToldThatItIsNotKept(Attempt attempt) {
		assertThatThrownBy(() -> attempt.outcome.get(1, TimeUnit.MINUTES))
			.hasCauseInstanceOf(DeliveryNotKeptException.class);
	}

	@Test
	void aCallerWhoseMessageTheJournalDoesNotKeepIsTold() {
		isToldThatItIsNotKept(submit(null));
	}

	@Test
	void aCallerWhoseAnswerTheJournalDoesNotKeepIsTold() {
		Attempt attempt = submit(Duration.ofMinutes(5));
		var claim = this.lane.claim(this.connection);
		assertThat(claim).isNotNull();
		claim.appended();
		isToldThatItIsNotKept(attempt);
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
