package io.wirepost.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.stereotype.Component;

/**
 * Tells other replicas which of their connections have lost their devices: many in one
 * request, one request at a time for each replica, again until it is told or dead. As
 * many wait as devices were taken over within the last seconds. Safe for all threads;
 * does not block.
 */
@Component
class TakeoverNotices {

	private static final int AT_ONCE = 2_000;

	private static final Executor LATER = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

	private final Replicas replicas;

	private final Hops hops;

	private final Map<UUID, Notices> byReplica = new ConcurrentHashMap<>();

	TakeoverNotices(Replicas replicas, Hops hops) {
		this.replicas = replicas;
		this.hops = hops;
	}

	/** Completes when the replica knows, or is dead. */
	CompletableFuture<Void> tell(UUID replica, OwnerStore.Lost lost, boolean keep) {
		Notice notice = new Notice(lost, keep, new CompletableFuture<>());
		Notices notices = this.byReplica.computeIfAbsent(replica, (key) -> new Notices());
		notices.waiting.add(notice);
		sendNext(replica, notices);
		return notice.told();
	}

	private void sendNext(UUID replica, Notices notices) {
		if (notices.waiting.isEmpty() || !notices.sending.compareAndSet(false, true)) {
			return;
		}
		List<Notice> some = new ArrayList<>();
		for (Notice one = notices.waiting.poll(); one != null; one = notices.waiting.poll()) {
			some.add(one);
			if (some.size() == AT_ONCE) {
				break;
			}
		}
		send(replica, notices, some);
	}

	private void send(UUID replica, Notices notices, List<Notice> some) {
		this.hops.takeOver(replica, some.stream().map(Notice::json).toList()).whenComplete((done, failure) -> {
			// Those that nobody waits for any more have timed out.
			List<Notice> rest = some.stream().filter((one) -> !one.told().isDone()).toList();
			if (failure == null || rest.isEmpty() || this.replicas.living(replica).isEmpty()) {
				rest.forEach((one) -> one.told().complete(null));
				notices.sending.set(false);
				sendNext(replica, notices);
			}
			else {
				LATER.execute(() -> send(replica, notices, rest));
			}
		});
	}

	/** One connection that has lost its device. */
	private record Notice(OwnerStore.Lost lost, boolean keep, CompletableFuture<Void> told) {

		private Map<String, Object> json() {
			return Map.of("device", this.lost.device().value(), "connection", this.lost.connection().toString(), "keep",
					this.keep);
		}

	}

	/** What a replica has not been told yet. */
	private static final class Notices {

		private final Queue<Notice> waiting = new ConcurrentLinkedQueue<>();

		private final AtomicBoolean sending = new AtomicBoolean();

	}

}
