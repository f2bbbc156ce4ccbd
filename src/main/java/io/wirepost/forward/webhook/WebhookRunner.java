package io.wirepost.forward.webhook;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.Counter;
import io.wirepost.cluster.lease.Lease;
import io.wirepost.cluster.lease.LeaseHolder;
import io.wirepost.cluster.lease.LeaseLostException;
import io.wirepost.forward.CursorStore;
import io.wirepost.forward.Forwarder;
import io.wirepost.forward.JournalRange;
import io.wirepost.forward.Progress;
import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs one webhook: its forwarder, and beside it the forwarder of a replay. Safe for all
 * threads; touches the disk.
 */
final class WebhookRunner implements LeaseHolder {

	private static final Logger log = LoggerFactory.getLogger(WebhookRunner.class);

	private final String name;

	private final WebhookSettings settings;

	/** Its stores are not under a lease. */
	private final Tools shared;

	/** Null while this process does not have the lease. */
	private volatile @Nullable Forwarder forwarder;

	// The lock of this object guards what follows, and orders the writes of the state.

	/** Under the lease that this process had last. */
	private Tools tools;

	private WebhookState state = WebhookState.INITIAL;

	private @Nullable ReplayRun run;

	WebhookRunner(String name, WebhookSettings settings, Tools tools) {
		this.name = name;
		this.settings = settings;
		this.shared = tools;
		this.tools = tools;
	}

	/** The name of the lease, and of the cursor. */
	String leaseName() {
		return Webhooks.leaseName(this.name);
	}

	private WebhookDestination destination(@Nullable UUID replay) {
		return new WebhookDestination(this.name, this.settings, this.tools.client(), this.tools.json(),
				this.tools.clock(), this.tools.deadLetters(), this.tools.refusals(), replay);
	}

	/** The forwarder of the normal run; empty while another replica runs it. */
	Optional<Forwarder> forwarder() {
		return Optional.ofNullable(this.forwarder);
	}

	private Forwarder requireForwarder() {
		Forwarder running = this.forwarder;
		if (running == null) {
			throw new LeaseLostException(leaseName());
		}
		return running;
	}

	/** Starts paused if it was, and continues a replay. */
	@Override
	public synchronized void gained(Lease lease) {
		this.tools = this.shared.under(lease);
		this.state = this.tools.states().find(this.name).orElse(WebhookState.INITIAL);
		Forwarder begun = new Forwarder(destination(null), this.tools.journal(), this.tools.cursors(),
				this.settings.retry(), this.tools.clock(), new SecureRandom());
		this.forwarder = begun;
		if (this.state.paused()) {
			begun.pause();
		}
		begun.start();
		Replay replay = this.state.replay();
		if (replay != null && !replay.done()) {
			begin(replay);
		}
	}

	@Override
	public void lost() {
		Forwarder normal;
		ReplayRun replaying;
		synchronized (this) {
			normal = this.forwarder;
			replaying = this.run;
		}
		// Not under the lock, which their threads may want.
		if (normal != null) {
			normal.stop();
		}
		if (replaying != null) {
			replaying.forwarder.stop();
		}
		synchronized (this) {
			this.forwarder = null;
			this.run = null;
		}
	}

	/** Ends what {@link #lost()} has left. */
	void close() {
		this.shared.client().close();
	}

	synchronized void pause() {
		Forwarder running = requireForwarder();
		save(this.state.paused(true));
		running.pause();
		if (this.run != null) {
			this.run.forwarder.pause();
		}
	}

	synchronized void resume() {
		Forwarder running = requireForwarder();
		save(this.state.paused(false));
		running.resume();
		if (this.run != null) {
			this.run.forwarder.resume();
		}
	}

	private void save(WebhookState changed) {
		if (!changed.equals(this.state)) {
			this.tools.states().save(this.name, changed);
			this.state = changed;
		}
	}

	synchronized Replay replay(ReplayRange range) {
		Forwarder running = requireForwarder();
		Replay last = this.state.replay();
		if (last != null && !last.done()) {
			throw new ReplayRunningException(this.name, last.id());
		}
		// What the normal run has not done yet is its own to send.
		Position end = running.progress().cursor();
		MessageId asked = range.last();
		if (asked != null && this.tools.journal().isBehind(end, Position.of(asked))) {
			end = Position.of(asked);
		}
		Position start = startOf(range);
		Position dropped = this.tools.journal().droppedBehind(start);
		Replay replay = new Replay(UuidCreator.getTimeOrderedEpoch(), range.from(),
				String.valueOf((range.until() != null) ? range.until() : end), range.since(), range.until(),
				(dropped != null) ? dropped : start, end, 0, false);
		save(this.state.with(replay));
		begin(replay);
		return replay;
	}

	private Position startOf(ReplayRange range) {
		MessageId first = range.first();
		if (first == null) {
			return (range.after() != null) ? range.after() : Position.BEGINNING;
		}
		MessagePage before = this.tools.journal()
			.read(new MessageQuery(null, null, null, null, null, null, MessageQuery.Order.DESC, Position.of(first), 1,
					true));
		return before.items().isEmpty() ? Position.BEGINNING : before.items().get(0).position();
	}

	private void begin(Replay replay) {
		ReplayRun begun = new ReplayRun(replay);
		this.run = begun;
		if (this.state.paused()) {
			begun.forwarder.pause();
		}
		begun.forwarder.start();
	}

	boolean removeReplay() {
		ReplayRun running;
		synchronized (this) {
			requireForwarder();
			if (this.state.replay() == null) {
				return false;
			}
			save(this.state.with(null));
			running = this.run;
			this.run = null;
		}
		if (running != null) {
			// Not under the lock, which its thread may want.
			running.forwarder.stop();
		}
		return true;
	}

	/** Empty while another replica runs it. */
	synchronized Optional<Webhook> view() {
		return forwarder().map(this::view);
	}

	private Webhook view(Forwarder running) {
		Progress progress = running.progress();
		Replay replay = (this.run != null) ? this.run.now(this.state.replay()) : this.state.replay();
		return new Webhook(this.name, shown(this.settings.uri()), this.settings.devices(), this.settings.direction(),
				this.settings.kinds(), this.settings.events(), this.settings.batchSize(), this.settings.onRefused(),
				progress.cursor(), running.lag(), progress.lastDeliveredAt(), progress.lastError(),
				progress.lastErrorAt(), progress.failures(), this.state.paused() ? null : progress.nextAttemptAt(),
				progress.skippedAt(), this.state.paused(), replay,
				(this.run != null) ? this.run.forwarder.progress().lastError() : null);
	}

	/** Tokens are often put into queries. */
	private static String shown(URI uri) {
		return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
	}

	/**
	 * What all webhooks use, and the client and dead letters of this one.
	 */
	record Tools(WebhookClient client, JsonMapper json, JournalFollower journal, CursorStore cursors,
			WebhookStateStore states, DeadLetters deadLetters, Clock clock, Counter refusals) {

		Tools under(Lease lease) {
			return new Tools(this.client, this.json, this.journal, this.cursors.under(lease), this.states.under(lease),
					this.deadLetters.under(lease), this.clock, this.refusals);
		}

	}

	/** A replay at work. Its forwarder's cursor is in the webhook's state. */
	private final class ReplayRun implements CursorStore {

		private final Replay begun;

		private final WebhookDestination destination;

		private final Forwarder forwarder;

		ReplayRun(Replay begun) {
			this.begun = begun;
			this.destination = destination(begun.id());
			this.forwarder = new Forwarder(this.destination, WebhookRunner.this.tools.journal(), this,
					WebhookRunner.this.settings.retry(), WebhookRunner.this.tools.clock(), new SecureRandom(),
					new JournalRange(begun.end(), begun.since(), begun.until()), this::ended);
		}

		/** How far it is; null if it was removed. */
		@Nullable Replay now(@Nullable Replay stored) {
			return (stored != null) ? stored.movedTo(this.forwarder.progress().cursor(), sent()) : null;
		}

		/** Whether it was neither removed, nor begun anew under a newer lease. */
		private boolean isCurrent(Replay stored) {
			return WebhookRunner.this.run == this && stored.id().equals(this.begun.id());
		}

		private long sent() {
			return this.begun.sent() + this.destination.sent();
		}

		private void ended() {
			synchronized (WebhookRunner.this) {
				Replay stored = WebhookRunner.this.state.replay();
				if (stored == null || !isCurrent(stored)) {
					return;
				}
				WebhookState ended = WebhookRunner.this.state
					.with(stored.movedTo(this.forwarder.progress().cursor(), sent()).ended());
				try {
					WebhookRunner.this.save(ended);
				}
				catch (JournalUnavailableException ex) {
					log.debug("The end of {} cannot be saved now; after a restart it ends again", this.begun, ex);
					WebhookRunner.this.state = ended;
				}
			}
		}

		@Override
		public Optional<Position> find(String name) {
			return Optional.of(this.begun.at());
		}

		@Override
		public void save(String name, Position cursor) {
			synchronized (WebhookRunner.this) {
				Replay stored = WebhookRunner.this.state.replay();
				if (stored != null && isCurrent(stored)) {
					WebhookRunner.this.save(WebhookRunner.this.state.with(stored.movedTo(cursor, sent())));
				}
			}
		}

		@Override
		public void remove(String name) {
			throw new UnsupportedOperationException("A replay is removed with its state");
		}

	}

}
