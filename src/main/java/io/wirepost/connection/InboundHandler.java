package io.wirepost.connection;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.presence.Presence;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Payload;
import io.wirepost.protocol.FrameOutcome;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Reading;
import io.wirepost.settings.SecretHash;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.ConnectionHeaders;
import io.wirepost.transport.ConnectionListener;
import io.wirepost.transport.InboundFrame;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.stereotype.Component;

/**
 * Handles each inbound frame: has the protocol identify the device and say what the frame
 * is, finds the delivery that the frame answers, and appends it to the journal. Once it
 * is durable, triggers the answer to the device and completes the delivery. Called on the
 * connection's event loop; does not block.
 */
@Component
class InboundHandler implements MessageHandler, SmartInitializingSingleton, DeviceMoves {

	private final Connections connections;

	private final MessageJournal journal;

	private final Rejections rejections;

	private final Presence presence;

	private final ObjectProvider<ReplyCorrelator> replyCorrelator;

	private final ObjectProvider<ConnectionObserver> connectionObservers;

	private ReplyCorrelator replies = ReplyCorrelator.NONE;

	private final ObjectProvider<KnownDevices> knownDevices;

	private List<ConnectionObserver> observers = List.of();

	private DeviceAdmission admission = new DeviceAdmission(KnownDevices.NONE);

	InboundHandler(Connections connections, MessageJournal journal, Rejections rejections, Presence presence,
			ObjectProvider<ReplyCorrelator> replies, ObjectProvider<ConnectionObserver> observers,
			ObjectProvider<KnownDevices> knownDevices) {
		this.connections = connections;
		this.journal = journal;
		this.rejections = rejections;
		this.presence = presence;
		this.replyCorrelator = replies;
		this.connectionObservers = observers;
		this.knownDevices = knownDevices;
	}

	/**
	 * Looked up late, because these beans depend on connections themselves.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.replies = this.replyCorrelator.getIfAvailable(() -> this.replies);
		this.observers = this.connectionObservers.orderedStream().toList();
		this.admission = new DeviceAdmission(this.knownDevices.getIfAvailable(() -> KnownDevices.NONE));
	}

	/**
	 * Adds a new connection, and identifies its device if no frame is needed for that.
	 * @return notified of what else happens on it
	 */
	ConnectionListener opened(DeviceConnection connection, Identification.Peer peer) {
		this.connections.add(connection);
		try {
			identify(connection, peer);
		}
		catch (RuntimeException | Error ex) {
			// There is no handler yet that would tell of its end.
			closed(connection);
			throw ex;
		}
		beginOnConnect(connection);
		return new Events(connection);
	}

	private void identify(DeviceConnection connection, Identification.Peer peer) {
		Identification identification = connection.identification();
		connection.certified(peer.certificate());
		DeviceId device = identification.onOpen(peer);
		if (device != null) {
			arrive(connection, device, null);
		}
		else if (identification.isDecidedOnOpen()) {
			connection.refuse(Refusal.UNIDENTIFIED);
		}
	}

	private void beginOnConnect(DeviceConnection connection) {
		if (connection.onConnect() != OnConnect.NOTHING) {
			connection.onConnect().done().whenComplete((done, failure) -> {
				if (failure != null) {
					this.rejections.add(connection,
							new Rejection(Reason.ON_CONNECT, String.valueOf(failure.getMessage()),
									connection.bytesRead(), 0, Payload.owning(new byte[0]), true));
					connection.refuse(Refusal.ON_CONNECT);
				}
			});
			// Once its handlers are in place.
			connection.execute(connection.onConnect()::begin);
		}
	}

	/** Handles a frame that comes out of the flow of its listener or endpoint. */
	@Override
	public void handleMessage(Message<?> message) {
		receive((DeviceConnection) ConnectionHeaders.connection(message), (InboundFrame) message.getPayload());
	}

	private void receive(DeviceConnection connection, InboundFrame frame) {
		FrameOutcome outcome = connection.read(frame);
		if (outcome instanceof FrameOutcome.Unidentified other
				&& connection.onConnect().expects(other.otherwise().frame())) {
			receive(connection, frame, other.otherwise());
		}
		else if (outcome instanceof FrameOutcome.Unidentified unidentified) {
			reject(connection, frame, unidentified.failed() ? Reason.EXPRESSION : Reason.UNIDENTIFIED,
					unidentified.why(), unidentified.fatal());
			if (unidentified.fatal()) {
				connection.refuse(Refusal.UNIDENTIFIED);
			}
		}
		else if (outcome instanceof FrameOutcome.Read read) {
			receive(connection, frame, read);
		}
	}

	private void receive(DeviceConnection connection, InboundFrame frame, FrameOutcome.Read read) {
		DeviceId device = read.device();
		Reading reading = read.reading();
		if (device != null && !this.connections.has(connection, device) && !arrive(connection, device, read.secret())) {
			return;
		}
		if (reading.fault() != null) {
			reject(connection, frame, Reason.EXPRESSION, reading.fault(), false);
		}
		if (reading.keep()) {
			keep(connection, device, frame, read);
		}
		else {
			connection.answer(reading.interpretation().answer(), reading.close());
		}
		connection.onConnect().received(read.frame());
	}

	private void keep(DeviceConnection connection, @Nullable DeviceId device, InboundFrame frame,
			FrameOutcome.Read read) {
		Reading reading = read.reading();
		ReplyCorrelator.Claim claim = reading.mayReply() ? this.replies.claim(connection, device, read.frame()) : null;
		DeviceMessage message = new DeviceMessage(null, device, Direction.INBOUND, connection.listener(),
				connection.id(), connection.remoteAddress(), frame.receivedAt(), connection.charset(), frame.payload(),
				(claim != null) ? claim.deliveryId() : null, reading.interpretation(),
				(claim != null) ? claim.trace() : null);
		CompletableFuture<DeviceMessage> durable = (claim != null) ? this.journal.append(message, claim::alongside)
				: this.journal.append(message);
		if (claim != null) {
			claim.appended();
		}
		connection.expectDurable(reading.interpretation().answer(), reading.close());
		durable.thenAccept((kept) -> {
			connection.durable();
			if (claim != null) {
				claim.durable(kept);
			}
		});
	}

	private void reject(DeviceConnection connection, InboundFrame frame, Reason reason, String why, boolean fatal) {
		this.rejections.add(connection, new Rejection(reason, why, frame.offset(), frame.payload().size(),
				Payload.owning(head(frame.payload().toByteArray())), fatal));
	}

	private static byte[] head(byte[] bytes) {
		return Arrays.copyOf(bytes, Math.min(bytes.length, Rejection.HEAD_BYTES));
	}

	/** Adds a device to the connection, unless it is refused. */
	private boolean arrive(DeviceConnection connection, DeviceId device, @Nullable SecretHash secret) {
		Refusal refusal = this.admission.refusal(connection, device, secret);
		if (refusal != null) {
			connection.refuse(refusal);
			return false;
		}
		Connections.Arrival arrival = this.connections.arrive(device, connection, connection.duplicate());
		if (arrival.refusal() != null) {
			connection.refuse(arrival.refusal());
			return false;
		}
		boolean many = connection.identification().isEveryFrame();
		connection.identify(many ? null : device);
		this.presence.arrived(connection.presence(device));
		boolean stable = connection.identification().isStable();
		this.observers.forEach((observer) -> observer.arrived(connection, device, stable));
		List<DeviceConnection> replaced = arrival.replaced();
		replaced.stream().filter((old) -> old.identification().isEveryFrame()).forEach((old) -> {
			taken(old, device);
			this.observers.forEach((observer) -> observer.left(old, device, stable));
		});
		replaced.stream()
			.filter((old) -> !old.identification().isEveryFrame())
			.forEach((old) -> old.closeBecause(CloseReason.REPLACED, "the device has a newer connection"));
		return true;
	}

	/**
	 * A device of many on a connection is on a newer one. That is recorded on the old
	 * one's event loop, behind the messages that were read there, unless it spoke there
	 * again meanwhile.
	 */
	private void taken(DeviceConnection old, DeviceId device) {
		old.execute(() -> {
			if (!this.connections.has(old, device)) {
				this.presence.left(old.presence(device), CloseReason.REPLACED);
			}
		});
	}

	@Override
	public void moved(UUID id, DeviceId device) {
		this.connections.get(id).filter((one) -> this.connections.has(one, device)).ifPresent((old) -> {
			if (old.identification().isEveryFrame()) {
				boolean stable = old.identification().isStable();
				this.connections.forget(old, device);
				taken(old, device);
				this.observers.forEach((observer) -> observer.left(old, device, stable));
			}
			else {
				old.closeBecause(CloseReason.REPLACED, "the device has a newer connection, at another replica");
			}
		});
	}

	private void closed(DeviceConnection connection) {
		recordEnds(connection);
		connection.onConnect().closed();
		boolean stable = connection.identification().isStable();
		for (DeviceId device : this.connections.remove(connection)) {
			this.observers.forEach((observer) -> observer.left(connection, device, stable));
		}
		this.observers.forEach((observer) -> observer.closed(connection));
		connection.ended();
	}

	private void recordEnds(DeviceConnection connection) {
		for (DeviceId device : this.connections.on(connection)) {
			this.presence.left(connection.presence(device),
					this.connections.isReplaced(connection, device) ? CloseReason.REPLACED : connection.closeReason());
		}
	}

	/** Handles what happens on one connection besides frames. */
	private final class Events implements ConnectionListener {

		private final DeviceConnection connection;

		Events(DeviceConnection connection) {
			this.connection = connection;
		}

		@Override
		public void rejected(Rejection rejection) {
			InboundHandler.this.rejections.add(this.connection, rejection);
		}

		@Override
		public boolean isReplyAwaited() {
			return InboundHandler.this.replies.awaits(this.connection);
		}

		@Override
		public void closed() {
			InboundHandler.this.closed(this.connection);
		}

	}

}
