package io.wirepost.connection;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.github.f4b6a3.uuid.UuidCreator;
import io.wirepost.framing.Rejection;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Payload;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.stereotype.Component;

/**
 * The way of a frame: who sent it, which delivery it answers, into the journal, and once
 * it is durable, the acknowledgement and the answer. Called on the connection's event
 * loop; does not block.
 */
@Component
class Reception implements MessageHandler, SmartInitializingSingleton {

	private final Connections connections;

	private final MessageJournal journal;

	private final Rejections rejections;

	private final ConnectionMetrics metrics;

	private final Clock clock;

	private final ObjectProvider<ReplyClaims> replyClaims;

	private final ObjectProvider<ConnectionObserver> connectionObservers;

	private ReplyClaims claims = ReplyClaims.NONE;

	private List<ConnectionObserver> observers = List.of();

	Reception(Connections connections, MessageJournal journal, Rejections rejections, ConnectionMetrics metrics,
			Clock clock, ObjectProvider<ReplyClaims> claims, ObjectProvider<ConnectionObserver> observers) {
		this.connections = connections;
		this.journal = journal;
		this.rejections = rejections;
		this.metrics = metrics;
		this.clock = clock;
		this.replyClaims = claims;
		this.connectionObservers = observers;
	}

	/**
	 * Those who are told depend on connections themselves, so they are there only now.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.claims = this.replyClaims.getIfAvailable(() -> this.claims);
		this.observers = this.connectionObservers.orderedStream().toList();
	}

	/**
	 * A connection is there. Where it tells who is on it without a frame, it is
	 * identified.
	 */
	void opened(DeviceConnection connection, Identification.Peer peer) {
		this.connections.add(connection);
		Identification identification = connection.protocol().identification();
		DeviceId device = identification.onOpen(peer);
		if (device != null) {
			arrive(connection, device);
		}
		else if (identification instanceof ByCertificate) {
			connection.refuse(ConnectionMetrics.Refusal.UNIDENTIFIED);
		}
	}

	/** A frame comes out of the flow of its listener or endpoint. */
	@Override
	public void handleMessage(Message<?> message) {
		receive(ConnectionHeaders.connection(message), (Payload) message.getPayload());
	}

	private void receive(DeviceConnection connection, Payload frame) {
		Identification identification = connection.protocol().identification();
		DeviceId device = connection.device();
		if (device == null || identification.isEveryFrame()) {
			device = identification.onFrame(frame, connection.charset());
			if (device == null) {
				unidentified(connection, frame);
				return;
			}
			if (!this.connections.has(connection, device) && !arrive(connection, device)) {
				return;
			}
			if (identification.isConsuming()) {
				return;
			}
		}
		keep(connection, device, frame);
	}

	private void keep(DeviceConnection connection, DeviceId device, Payload frame) {
		ReplyClaims.Claim claim = this.claims.claim(connection, device, frame);
		DeviceMessage message = new DeviceMessage(null, device, Direction.INBOUND, connection.listener(),
				connection.id(), connection.remoteAddress(), connection.receivedAt(), connection.charset(), frame,
				(claim != null) ? claim.deliveryId() : null);
		CompletableFuture<DeviceMessage> durable = (claim != null) ? this.journal.append(message, claim::alongside)
				: this.journal.append(message);
		if (claim != null) {
			claim.appended();
		}
		connection.expectDurable();
		durable.thenAccept((kept) -> {
			connection.durable();
			if (claim != null) {
				claim.durable(kept);
			}
		});
	}

	/** Whether somebody waits for an answer on a connection. */
	boolean isAwaited(DeviceConnection connection) {
		return this.claims.awaits(connection);
	}

	private void unidentified(DeviceConnection connection, Payload frame) {
		boolean fatal = !connection.protocol().identification().isEveryFrame();
		rejected(connection,
				new Rejection(Rejection.Reason.UNIDENTIFIED, "The frame does not say which device sent it",
						Math.max(0, connection.bytesRead() - frame.size()), frame.size(),
						Payload.owning(head(frame.toByteArray())), fatal));
		if (fatal) {
			connection.refuse(ConnectionMetrics.Refusal.UNIDENTIFIED);
		}
	}

	private static byte[] head(byte[] bytes) {
		return Arrays.copyOf(bytes, Math.min(bytes.length, Rejection.KEPT));
	}

	/** A device is on the connection from now on, unless it may not be there twice. */
	private boolean arrive(DeviceConnection connection, DeviceId device) {
		Connections.Arrival arrival = this.connections.arrive(device, connection, connection.protocol().duplicate());
		if (arrival.refusal() != null) {
			connection.refuse(arrival.refusal());
			return false;
		}
		boolean many = connection.protocol().identification().isEveryFrame();
		connection.identify(many ? null : device);
		boolean stable = connection.protocol().identification().isStable();
		this.observers.forEach((observer) -> observer.arrived(connection, device, stable));
		List<DeviceConnection> replaced = arrival.replaced();
		replaced.stream()
			.filter((old) -> old.protocol().identification().isEveryFrame())
			.forEach((old) -> this.observers.forEach((observer) -> observer.left(old, device, stable)));
		replaced.stream()
			.filter((old) -> !old.protocol().identification().isEveryFrame())
			.forEach((old) -> old.closeBecause("its device has a newer connection"));
		return true;
	}

	/** Bytes of a connection were no frame. */
	void rejected(DeviceConnection connection, Rejection rejection) {
		this.rejections.add(connection, rejection);
	}

	/** A connection is not kept. */
	void refused(ConnectionMetrics.Refusal refusal) {
		this.metrics.refused(refusal);
	}

	/** A frame has left for the device: the journal keeps it, before any answer. */
	void sent(DeviceMessage message, Transmission transmission) {
		CompletableFuture<DeviceMessage> durable = this.journal.append(message, transmission::alongside);
		transmission.written(message.receivedAt());
		durable.whenComplete((kept, failure) -> {
			if (failure == null) {
				transmission.kept(kept);
			}
			else {
				transmission.failed(new TransmissionException(TransmissionException.Reason.NOT_KEPT,
						"The message has left, but the journal could not keep it: " + failure.getMessage()));
			}
		});
	}

	/** A connection has closed. */
	void closed(DeviceConnection connection) {
		boolean stable = connection.protocol().identification().isStable();
		for (DeviceId device : this.connections.remove(connection)) {
			this.observers.forEach((observer) -> observer.left(connection, device, stable));
		}
		this.observers.forEach((observer) -> observer.closed(connection));
	}

	UUID newId() {
		return UuidCreator.getTimeOrderedEpoch();
	}

	Instant now() {
		return this.clock.instant();
	}

}
