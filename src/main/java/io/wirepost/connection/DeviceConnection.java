package io.wirepost.connection;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.framing.Framing;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.Payload;
import io.wirepost.protocol.FrameOutcome;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolSession;
import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionSource;
import io.wirepost.transport.FlowControlHandler;
import io.wirepost.transport.InboundFrame;
import io.wirepost.transport.OutboundFrame;
import io.wirepost.transport.SocketConnection;
import io.wirepost.transport.WriteFailedException;
import io.wirepost.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * A connection and its device. Frames it has written are appended to the journal. Its
 * state changes on the connection's event loop; other threads may see it slightly late.
 */
final class DeviceConnection extends SocketConnection implements Connection {

	private final PeerProfile profile;

	private final MessageJournal journal;

	private final ProtocolSession session;

	private final OnConnect onConnect;

	/** Only where a frame's id is compared with it. */
	private @Nullable X509Certificate certificate;

	private volatile @Nullable DeviceId device;

	private volatile boolean identified;

	private volatile boolean leaving;

	private final CompletableFuture<Void> gone = new CompletableFuture<>();

	DeviceConnection(UUID id, Channel channel, InetSocketAddress remote, ConnectionSource source,
			FlowControlHandler flowControl, PeerProfile profile, MessageJournal journal, Clock clock) {
		super(id, channel, remote, source, flowControl, clock);
		this.profile = profile;
		this.session = new ProtocolSession(profile.protocol());
		this.journal = journal;
		this.onConnect = OnConnect.of(this);
	}

	@Override
	public @Nullable DeviceId device() {
		return this.device;
	}

	Protocol protocol() {
		return this.profile.protocol();
	}

	/** What is done before anything is delivered. */
	OnConnect onConnect() {
		return this.onConnect;
	}

	@Override
	public CompletableFuture<Void> ready() {
		return this.onConnect.done();
	}

	Identification identification() {
		return this.profile.protocol().identification();
	}

	/** Whether devices are refused that neither the configuration nor a PUT has named. */
	boolean isForKnownDevices() {
		return this.profile.forKnownDevices();
	}

	@Nullable X509Certificate certificate() {
		return this.certificate;
	}

	/** It is to be compared with what frames say. Called before the first frame. */
	void certified(@Nullable X509Certificate peer) {
		this.certificate = identification().needsCertificate() ? peer : null;
	}

	@Override
	public DuplicatePolicy duplicate() {
		return this.profile.duplicate();
	}

	@Override
	public void leave() {
		this.leaving = true;
	}

	@Override
	public boolean isLeaving() {
		return this.leaving;
	}

	@Override
	public Charset charset() {
		return this.profile.protocol().charset();
	}

	@Override
	public Framing framing() {
		return profile().framing();
	}

	@Override
	public Settings reply() {
		return this.profile.reply();
	}

	@Override
	protected boolean isIdentified() {
		return this.identified;
	}

	/**
	 * The device is identified.
	 * @param device the device of later frames; null if every frame names one
	 */
	void identify(@Nullable DeviceId device) {
		this.identified = true;
		this.device = device;
		this.session.identify(device);
	}

	/** Reads the next frame by the protocol. Called on the event loop. */
	FrameOutcome read(InboundFrame frame) {
		return this.session.read(frame.payload(), frame.intact(), frame.receivedAt());
	}

	@Override
	public void send(@Nullable DeviceId device, Payload payload, @Nullable UUID deliveryId, WriteListener listener) {
		send(new OutboundFrame(framing().encode(payload), device, payload, deliveryId, listener));
	}

	@Override
	public CompletableFuture<Void> gone() {
		return this.gone.copy();
	}

	/** It has closed, and all know of that. */
	void ended() {
		this.gone.complete(null);
	}

	/** How a device's presence on this connection is recorded. */
	OpenPresence presence(DeviceId device) {
		return new OpenPresence(id(), device, listener(), remoteAddress());
	}

	/** The written message is appended before any reply to it. */
	@Override
	protected void written(OutboundFrame frame, Instant at) {
		WriteListener listener = frame.listener();
		this.session.written();
		DeviceMessage message = new DeviceMessage(null, frame.device(), Direction.OUTBOUND, listener(), id(),
				remoteAddress(), at, charset(), frame.payload(), frame.deliveryId(), Interpretation.NONE,
				listener.trace());
		CompletableFuture<DeviceMessage> durable = this.journal.append(message, listener::alongside);
		listener.written(at);
		durable.whenComplete((kept, failure) -> {
			if (failure == null) {
				listener.kept(kept);
			}
			else {
				listener.failed(new WriteFailedException(WriteFailedException.Reason.NOT_KEPT,
						"The message was written, but could not be stored in the journal: " + failure.getMessage()));
			}
		});
	}

}
