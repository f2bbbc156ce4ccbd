package io.wirepost.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.connection.DeviceMoves;
import io.wirepost.connection.DuplicatePolicy;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.transport.CloseReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Which devices this replica has. A device that connects is claimed; nothing is written
 * to it before the claim is durable and the replica that had it before knows of that, is
 * dead, or has not lived for so long that it writes nothing either. A process on its own
 * has every device that is connected. Safe for all threads; does not block.
 */
@Component
public class Ownership implements ConnectionObserver, SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(Ownership.class);

	/** How long a caller waits for a claim. */
	private static final Duration SOON = Duration.ofSeconds(8);

	/** How many lost connections are handled with one heartbeat. */
	private static final int LOST = 10_000;

	private final Cluster cluster;

	private final Replicas replicas;

	private final OwnerStore store;

	private final GroupCommit commit;

	private final Hops hops;

	private final TakeoverNotices notices;

	private final ObjectProvider<DeviceMoves> deviceMoves;

	private final ObjectProvider<OwnershipObserver> ownershipObservers;

	private List<DeviceMoves> moves = List.of();

	private List<OwnershipObserver> observers = List.of();

	/** The newest connection here of each device. */
	private final Map<DeviceId, Holding> holdings = new ConcurrentHashMap<>();

	Ownership(Cluster cluster, Replicas replicas, OwnerStore store, GroupCommit commit, Hops hops,
			TakeoverNotices notices, ObjectProvider<DeviceMoves> moves, ObjectProvider<OwnershipObserver> observers) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.store = store;
		this.commit = commit;
		this.hops = hops;
		this.notices = notices;
		this.deviceMoves = moves;
		this.ownershipObservers = observers;
		replicas.onBeat((all) -> letGo());
	}

	/** Looked up late, because these beans depend on this one. */
	@Override
	public void afterSingletonsInstantiated() {
		this.moves = this.deviceMoves.stream().toList();
		this.observers = this.ownershipObservers.orderedStream().toList();
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		if (this.cluster.isEnabled()) {
			claim(new Holding(device, connection));
		}
	}

	private void claim(Holding holding) {
		this.holdings.put(holding.device, holding);
		boolean yields = holding.policy() == DuplicatePolicy.REJECT_NEW;
		this.commit.write(List.of(new OwnerStore.Change.Claim(holding.device, holding.connection.id(), yields)))
			.whenComplete((answers, failure) -> {
				if (failure != null) {
					holding.confirmed.completeExceptionally(failure);
				}
				else {
					claimed(holding, (OwnerStore.Claimed) answers.get(0));
				}
			});
	}

	/** Called on the commit thread. */
	private void claimed(Holding holding, OwnerStore.Claimed claim) {
		if (claim.isRefused()) {
			this.holdings.remove(holding.device, holding);
			holding.connection.closeBecause(CloseReason.DUPLICATE,
					"the device is connected already, at another replica");
			holding.confirmed
				.completeExceptionally(new JournalUnavailableException("Its device is connected elsewhere"));
			return;
		}
		holding.epoch = claim.epoch();
		UUID before = claim.beforeReplica();
		UUID connection = claim.beforeConnection();
		if (before == null || connection == null) {
			hold(holding);
			return;
		}
		holding.before = before;
		OwnerStore.Lost lost = new OwnerStore.Lost(holding.device, connection);
		// After that time it writes nothing unless it has heard of this.
		Duration patience = this.replicas.fresh().plus(this.cluster.settings().heartbeat());
		this.notices.tell(before, lost, holding.policy() == DuplicatePolicy.ALLOW_BOTH)
			.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
			.whenComplete((done, failure) -> hold(holding));
	}

	private void hold(Holding holding) {
		if (holding.state == State.CLAIMED) {
			holding.state = State.HELD;
		}
		this.observers.forEach((observer) -> observer.owned(holding.device));
		holding.confirmed.complete(null);
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		if (!this.cluster.isEnabled()) {
			return;
		}
		Holding holding = this.holdings.get(device);
		if (holding != null && holding.connection == connection && this.holdings.remove(device, holding)) {
			holding.confirmed.completeExceptionally(new JournalUnavailableException("Its connection has closed"));
			UUID before = holding.before;
			if (before != null && holding.policy() == DuplicatePolicy.ALLOW_BOTH) {
				this.hops.giveBack(before, device);
			}
		}
		this.commit.write(List.of(new OwnerStore.Change.Release(device, connection.id())));
	}

	/**
	 * Completes when messages may be written to a device on its connection; with a
	 * JournalUnavailableException if that takes too long.
	 * @param device null where the connection has none
	 */
	public CompletableFuture<Void> confirmed(@Nullable DeviceId device, Connection connection) {
		if (!this.cluster.isEnabled() || mayWrite(device, connection)) {
			return CompletableFuture.completedFuture(null);
		}
		Holding holding = (device != null) ? this.holdings.get(device) : null;
		CompletableFuture<Void> claim = (holding != null && holding.connection == connection) ? holding.confirmed
				: CompletableFuture.completedFuture(null);
		return claim.thenCompose((done) -> this.replicas.whenFresh())
			.copy()
			.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
			.exceptionallyCompose((failure) -> CompletableFuture.failedFuture((failure instanceof TimeoutException)
					? new JournalUnavailableException("It is not certain yet that the device is on this connection")
					: failure));
	}

	/**
	 * Whether messages may be written to a device on its connection at this moment:
	 * nobody else may think that the device is on another one.
	 * @param device null where the connection has none
	 */
	public boolean mayWrite(@Nullable DeviceId device, Connection connection) {
		if (!this.cluster.isEnabled()) {
			return true;
		}
		Holding holding = (device != null) ? this.holdings.get(device) : null;
		return this.replicas.isFresh()
				&& (holding == null || holding.connection != connection || holding.state == State.HELD);
	}

	/** Whether the device of a connection has a newer one, at another replica. */
	public boolean isLost(@Nullable DeviceId device, Connection connection) {
		Holding holding = (device != null) ? this.holdings.get(device) : null;
		return holding != null && holding.connection == connection && holding.state == State.LOST;
	}

	/**
	 * The epoch of a device that is here, and nowhere else as far as is known; 0 if not.
	 */
	public long epoch(DeviceId device) {
		Holding holding = this.holdings.get(device);
		return (holding != null && holding.state != State.LOST) ? holding.epoch : 0;
	}

	/** Whether a device is on a connection here, and nowhere else as far as is known. */
	public boolean isHere(DeviceId device) {
		Holding holding = this.holdings.get(device);
		return holding != null && holding.state != State.LOST && holding.connection.isOpen();
	}

	/**
	 * A connection here has lost its device to another replica.
	 * @param keep whether both may stay
	 */
	public void lost(OwnerStore.Lost lost, boolean keep) {
		Holding holding = this.holdings.get(lost.device());
		if (holding != null && holding.connection.id().equals(lost.connection())) {
			holding.state = State.LOST;
		}
		if (!keep) {
			this.moves.forEach((one) -> one.moved(lost.connection(), lost.device()));
		}
	}

	/**
	 * A newer connection elsewhere has closed: the one that is still here counts again.
	 */
	public void givenBack(DeviceId device) {
		Holding holding = this.holdings.get(device);
		if (holding != null && holding.state == State.LOST && holding.connection.isOpen()) {
			claim(new Holding(device, holding.connection));
		}
	}

	/**
	 * Handles what other replicas took over, should they not have been able to say so.
	 */
	private void letGo() {
		List<OwnerStore.Lost> lost = this.store.lost(LOST);
		if (!lost.isEmpty()) {
			lost.forEach((one) -> {
				Holding holding = this.holdings.get(one.device());
				lost(one, holding != null && holding.policy() == DuplicatePolicy.ALLOW_BOTH);
			});
			this.store.released(lost);
			log.info("{} devices have moved to other replicas", lost.size());
		}
	}

	/** All devices that are here. */
	public void forEach(Consumer<DeviceId> action) {
		this.holdings.forEach((device, holding) -> {
			if (holding.state != State.LOST) {
				action.accept(device);
			}
		});
	}

	private enum State {

		/**
		 * The claim is under way, or the replica that had the device before may not know.
		 */
		CLAIMED,
		/** Messages may be written. */
		HELD,
		/** The device has a newer connection at another replica. */
		LOST

	}

	/** A device on its newest connection here. */
	private static final class Holding {

		private final DeviceId device;

		private final Connection connection;

		private final CompletableFuture<Void> confirmed = new CompletableFuture<>();

		private volatile State state = State.CLAIMED;

		private volatile long epoch;

		private volatile @Nullable UUID before;

		Holding(DeviceId device, Connection connection) {
			this.device = device;
			this.connection = connection;
		}

		private DuplicatePolicy policy() {
			return this.connection.duplicate();
		}

	}

}
