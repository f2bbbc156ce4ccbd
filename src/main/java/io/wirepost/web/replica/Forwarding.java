package io.wirepost.web.replica;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.cluster.Hops;
import io.wirepost.cluster.OwnerStore.Owner;
import io.wirepost.cluster.Replica;
import io.wirepost.cluster.Replicas;
import io.wirepost.cluster.TooManyHopsException;
import io.wirepost.message.DeviceId;

import org.springframework.stereotype.Component;

/**
 * Has other replicas answer requests. One is sent again only where nothing was begun: the
 * replica could not be reached, or does not have the device. Safe for all threads; does
 * not block, but for looking up the owner of a device once more.
 */
@Component
class Forwarding {

	/** The status by which a replica says that it does not have the device. */
	static final int NOT_HERE = 421;

	private static final int NOT_FOUND = 404;

	private final Hops hops;

	private final Replicas replicas;

	private final RemoteDevices devices;

	/** Requests that a replica has not answered yet: as many as there may be hops. */
	private final Map<UUID, Set<CompletableFuture<?>>> underWay = new ConcurrentHashMap<>();

	Forwarding(Hops hops, Replicas replicas, RemoteDevices devices) {
		this.hops = hops;
		this.replicas = replicas;
		this.devices = devices;
		replicas.onBeat(this::giveUp);
	}

	/** Nobody waits for a dead replica. */
	private void giveUp(List<Replica> all) {
		all.stream().filter((one) -> one.state() == Replica.State.DEAD).forEach((dead) -> {
			Set<CompletableFuture<?>> lost = this.underWay.remove(dead.incarnation());
			if (lost != null) {
				lost.forEach((one) -> one.completeExceptionally(unknown(dead.address())));
			}
		});
	}

	private static UnknownOutcomeException unknown(String address) {
		return new UnknownOutcomeException(
				"The replica at %s was lost before it answered; what was asked for may have been done. Read the state, or repeat the request with the same Idempotency-Key"
					.formatted(address));
	}

	/**
	 * Has the owner of a device answer.
	 * @return fails with a {@link ReplicaUnreachableException} if nothing was begun, with
	 * an {@link UnknownOutcomeException} if it may have been
	 */
	CompletableFuture<HttpResponse<byte[]>> toOwner(DeviceId device, Owner owner, Forward request) {
		return send(owner.replica(), owner.address(), request.to(owner.epoch())).handle((response, failure) -> {
			if ((failure == null) ? response.statusCode() == NOT_HERE : isUnsent(failure)) {
				return again(device, owner, request);
			}
			return settled(owner.address(), request, response, failure);
		}).thenCompose((outcome) -> outcome);
	}

	private CompletableFuture<HttpResponse<byte[]>> again(DeviceId device, Owner before, Forward request) {
		Optional<Owner> now = this.devices.look(device);
		if (now.isEmpty() || now.get().equals(before)) {
			return CompletableFuture.failedFuture(unreachable(before.address()));
		}
		Owner owner = now.get();
		return send(owner.replica(), owner.address(), request.to(owner.epoch())).handle((response, failure) -> {
			if ((failure == null) ? response.statusCode() == NOT_HERE : isUnsent(failure)) {
				return CompletableFuture.<HttpResponse<byte[]>>failedFuture(unreachable(owner.address()));
			}
			return settled(owner.address(), request, response, failure);
		}).thenCompose((outcome) -> outcome);
	}

	private static ReplicaUnreachableException unreachable(String address) {
		return new ReplicaUnreachableException(
				"The replica at %s, which had the device, does not answer, or has it no more; nothing was begun, so try again in a moment"
					.formatted(address));
	}

	/** Has a replica answer, which is known to be the one. */
	CompletableFuture<HttpResponse<byte[]>> to(Replica replica, Forward request) {
		return send(replica.incarnation(), replica.address(), request).handle((response, failure) -> {
			if (failure != null && isUnsent(failure)) {
				return CompletableFuture.<HttpResponse<byte[]>>failedFuture(unreachable(replica.address()));
			}
			return settled(replica.address(), request, response, failure);
		}).thenCompose((outcome) -> outcome);
	}

	/**
	 * Asks one replica after the other until one knows what is asked for.
	 * @return with the status 404 if none does
	 */
	CompletableFuture<HttpResponse<byte[]>> toWhoeverKnows(Forward request) {
		return next(this.replicas.others().iterator(), request);
	}

	private CompletableFuture<HttpResponse<byte[]>> next(Iterator<Replica> rest, Forward request) {
		return to(rest.next(), request).handle((response, failure) -> {
			boolean unknown = (failure == null) ? response.statusCode() == NOT_FOUND
					: cause(failure) instanceof ReplicaUnreachableException;
			return (unknown && rest.hasNext()) ? next(rest, request)
					: (failure == null) ? CompletableFuture.completedFuture(response)
							: CompletableFuture.<HttpResponse<byte[]>>failedFuture(cause(failure));
		}).thenCompose((outcome) -> outcome);
	}

	private CompletableFuture<HttpResponse<byte[]>> send(UUID replica, String address, Forward request) {
		CompletableFuture<HttpResponse<byte[]>> sent = this.hops.send(address, request.method(), request.path(),
				request.headers(), request.body(), null);
		Set<CompletableFuture<?>> same = this.underWay.computeIfAbsent(replica, (key) -> ConcurrentHashMap.newKeySet());
		same.add(sent);
		sent.whenComplete((response, failure) -> same.remove(sent));
		request.gone().thenRun(() -> sent.cancel(true));
		return sent;
	}

	private static CompletableFuture<HttpResponse<byte[]>> settled(String address, Forward request,
			HttpResponse<byte[]> response, Throwable failure) {
		if (failure == null) {
			return CompletableFuture.completedFuture(response);
		}
		Throwable cause = cause(failure);
		if (cause instanceof TooManyHopsException) {
			return CompletableFuture.failedFuture(cause);
		}
		return CompletableFuture.failedFuture(request.isRead() ? unreachable(address) : unknown(address));
	}

	private static boolean isUnsent(Throwable failure) {
		Throwable cause = cause(failure);
		return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
	}

	static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
