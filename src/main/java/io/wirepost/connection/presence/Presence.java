package io.wirepost.connection.presence;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.journal.Change;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.Payload;
import io.wirepost.transport.CloseReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Records in the journal when devices connect and disconnect. A {@code connected} and the
 * note that it is open are written in one batch, its end and the end of that note in
 * another: so each {@code connected} has exactly one end, and after a crash the next
 * start knows what is missing. Starts before the listeners do, and stops after they have.
 * Safe for all threads; only {@link #start()} and {@link #stop()} block.
 */
@Component
public class Presence implements SmartLifecycle {

	/** Between the listeners' phase and that of what forwards the journal. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 6144;

	private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

	private static final Payload NOTHING = Payload.owning(new byte[0]);

	/** How long a stop waits for connections that are closing. */
	private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final MessageJournal journal;

	private final PresenceStore store;

	private final Clock clock;

	private final PresenceLimit limit = new PresenceLimit();

	private final Counter suppressed;

	/**
	 * What has a {@code connected} but no end yet: bounded as connections and their
	 * devices are.
	 */
	private final Set<OpenPresence> open = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	Presence(MessageJournal journal, PresenceStore store, Clock clock, MeterRegistry registry) {
		this.journal = journal;
		this.store = store;
		this.clock = clock;
		this.suppressed = Counter.builder("wirepost.presence.suppressed")
			.description("Connections of devices without records of their presence: the device connects too often")
			.register(registry);
	}

	/**
	 * A device is on a connection from now on. Called on the connection's event loop,
	 * before its first message is appended.
	 */
	public void arrived(OpenPresence presence) {
		// It was taken by another connection, and comes back before that was recorded.
		left(presence, CloseReason.REPLACED);
		if (!this.limit.allows(presence.device())) {
			this.suppressed.increment();
			return;
		}
		this.open.add(presence);
		String reason = (presence.listener() != null) ? "accepted" : "dialled";
		this.journal.append(record(presence, "connected", reason),
				(kept) -> List.of(new PresenceStore.Change.Opened(presence)));
	}

	/**
	 * A device is not on a connection any more. Called on the connection's event loop,
	 * after its last message was appended. Does nothing where its {@code connected} was
	 * not recorded, or has its end.
	 */
	public void left(OpenPresence presence, CloseReason reason) {
		if (this.open.remove(presence)) {
			end(presence, reason);
		}
	}

	private CompletableFuture<?> end(OpenPresence presence, CloseReason reason) {
		String kind = (reason == CloseReason.REPLACED) ? "replaced" : "disconnected";
		return this.journal.append(record(presence, kind, reason.word()),
				(kept) -> List.of(new PresenceStore.Change.Ended(presence)));
	}

	private DeviceMessage record(OpenPresence presence, String kind, String reason) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("reason", reason);
		fields.put("remoteAddress", presence.remoteAddress());
		return new DeviceMessage(null, presence.device(), Direction.EVENT, presence.listener(), presence.connectionId(),
				presence.remoteAddress(), this.clock.instant(), StandardCharsets.UTF_8, NOTHING, null,
				new Interpretation(kind, null, fields));
	}

	/** Ends what was open when the process ended without a stop. */
	@Override
	public void start() {
		List<OpenPresence> left = this.store.open();
		left.forEach((presence) -> end(presence, CloseReason.RESTART));
		if (!left.isEmpty()) {
			LOG.info("{} devices were connected when Wirepost ended", left.size());
		}
		this.running = true;
	}

	/**
	 * Ends what was open at another replica when that ended without a stop. Blocks for
	 * reading.
	 * @return completes when the ends are durable
	 */
	public CompletableFuture<Void> endOf(UUID replica) {
		return CompletableFuture.allOf(this.store.openOf(replica)
			.stream()
			.map((presence) -> end(presence, CloseReason.RESTART))
			.toArray(CompletableFuture[]::new));
	}

	/** The listeners have closed their connections: waits for the ends of these. */
	@Override
	public void stop() {
		this.running = false;
		long until = System.nanoTime() + STOP_NANOS;
		try {
			while (!this.open.isEmpty() && System.nanoTime() - until < 0) {
				TimeUnit.MILLISECONDS.sleep(5);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.open.forEach((presence) -> left(presence, CloseReason.SHUTDOWN));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
