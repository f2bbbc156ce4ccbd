package io.wirepost.cluster;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wirepost.connection.presence.Presence;
import io.wirepost.journal.JournalUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Deals with what dead replicas left behind: presences without an end, deliveries that
 * were being sent, devices that nobody has any more. One replica does that for a dead
 * one; another goes on if it dies as well. Works on a thread of its own.
 */
@Component
class Undertaker implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(Undertaker.class);

	private static final long DURABLE_SECONDS = 30;

	private final ReplicaStore store;

	private final OwnerStore owners;

	private final Presence presence;

	private final ObjectProvider<Leftovers> leftovers;

	private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();

	/** Begun with the first dead one. */
	private final ExecutorService thread = Executors.newSingleThreadExecutor((task) -> {
		Thread made = new Thread(task, "wirepost-undertaker");
		made.setDaemon(true);
		return made;
	});

	Undertaker(Replicas replicas, ReplicaStore store, OwnerStore owners, Presence presence,
			ObjectProvider<Leftovers> leftovers) {
		this.store = store;
		this.owners = owners;
		this.presence = presence;
		this.leftovers = leftovers;
		replicas.onBeat(this::look);
	}

	private void look(List<Replica> all) {
		all.stream().filter((one) -> one.isDead() && !one.buried()).forEach((one) -> {
			if (this.underWay.add(one.incarnation())) {
				try {
					this.thread.execute(() -> settle(one));
				}
				catch (RejectedExecutionException ex) {
					log.debug("This replica stops", ex);
				}
			}
		});
	}

	private void settle(Replica dead) {
		try {
			if (this.store.undertake(dead.incarnation())) {
				while (this.owners.removeOf(dead.incarnation())) {
					log.debug("Devices of replica {} are away", dead.id());
				}
				this.presence.endOf(dead.incarnation()).get(DURABLE_SECONDS, TimeUnit.SECONDS);
				this.leftovers.forEach((one) -> one.settle(dead.incarnation()));
				this.store.bury(dead.incarnation());
				log.info("What replica {} at {} left behind is dealt with", dead.id(), dead.address());
			}
		}
		catch (JournalUnavailableException | ExecutionException | TimeoutException ex) {
			log.warn("What replica {} left behind cannot be dealt with yet: {}", dead.id(), ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			log.error("What replica {} left behind cannot be dealt with yet", dead.id(), ex);
		}
		finally {
			// If it is not buried, the next heartbeat begins again.
			this.underWay.remove(dead.incarnation());
		}
	}

	@Override
	public void destroy() {
		this.thread.shutdownNow();
	}

}
