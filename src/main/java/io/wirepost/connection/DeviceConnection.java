package io.wirepost.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.UUID;

import javax.net.ssl.SSLSession;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.ssl.SslHandler;
import io.wirepost.framing.Framing;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

/**
 * A connection of Spring Integration's on a Netty channel. Its state changes on the
 * channel's event loop; other threads see it with at most a moment's delay.
 */
final class DeviceConnection extends TcpConnectionSupport implements Connection {

	private static final Logger LOG = LoggerFactory.getLogger(DeviceConnection.class);

	private final UUID id;

	private final String idText;

	private final Channel channel;

	private final Origin origin;

	private final InetSocketAddress remote;

	private final String remoteAddress;

	private final ReadGate gate;

	private final Reception reception;

	private final ConnectionHeaders headers;

	private final Instant openedAt;

	private final SocketWriter writer;

	private final Acknowledgements acknowledgements;

	private volatile @Nullable DeviceId device;

	private volatile boolean identified;

	private volatile boolean open = true;

	private volatile boolean settling;

	private volatile boolean closedHere;

	private volatile @Nullable Instant lastReadAt;

	private volatile @Nullable Instant lastWrittenAt;

	private volatile long framesIn;

	private volatile long framesOut;

	private volatile long bytesIn;

	private volatile long bytesOut;

	private volatile long bytesRead;

	/** The one on its way into the flow; null in between. */
	private @Nullable Payload frame;

	DeviceConnection(Channel channel, InetSocketAddress remote, Origin origin, ReadGate gate, Reception reception) {
		super(origin.events());
		this.id = reception.newId();
		this.idText = this.id.toString();
		this.channel = channel;
		this.remote = remote;
		this.remoteAddress = words(remote);
		this.origin = origin;
		this.gate = gate;
		this.reception = reception;
		this.openedAt = reception.now();
		this.headers = new ConnectionHeaders(this);
		this.writer = new SocketWriter(channel, origin.protocol(),
				() -> closeBecause("it does not read what is written to it"));
		this.acknowledgements = new Acknowledgements(channel, origin.protocol(), this.writer, gate, this::told);
	}

	// What is known of it.

	@Override
	public UUID id() {
		return this.id;
	}

	@Override
	public @Nullable DeviceId device() {
		return this.device;
	}

	@Override
	public @Nullable String listener() {
		return this.origin.listener();
	}

	@Override
	public @Nullable String endpoint() {
		return this.origin.endpoint();
	}

	@Override
	public String remoteAddress() {
		return this.remoteAddress;
	}

	private static String words(InetSocketAddress remote) {
		String host = remote.getAddress().getHostAddress();
		return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + remote.getPort();
	}

	InetAddress address() {
		return this.remote.getAddress();
	}

	Protocol protocol() {
		return this.origin.protocol();
	}

	@Override
	public Charset charset() {
		return protocol().charset();
	}

	@Override
	public Framing framing() {
		return protocol().framing();
	}

	@Override
	public Settings reply() {
		return protocol().reply();
	}

	@Override
	public Traffic traffic() {
		SSLSession tls = getSslSession();
		return new Traffic(this.openedAt, this.lastReadAt, this.lastWrittenAt, this.framesIn, this.framesOut,
				this.bytesIn, this.bytesOut, this.writer.pending(), (tls != null) ? tls.getProtocol() : null,
				TlsContexts.subject(tls));
	}

	ConnectionHeaders headers() {
		return this.headers;
	}

	long framesIn() {
		return this.framesIn;
	}

	long bytesRead() {
		return this.bytesRead;
	}

	long lastWriteNanos() {
		return this.writer.lastWriteNanos();
	}

	boolean isIdentified() {
		return this.identified;
	}

	/** Whether somebody waits for an answer on it. */
	boolean isAwaited() {
		return this.reception.isAwaited(this);
	}

	/** Whether frames that come now are still to be taken. */
	boolean isSettling() {
		return this.settling;
	}

	// In: from the channel to the flow.

	/** Reads no more for a while. May be called on any thread. */
	void pause() {
		onEventLoop(() -> this.gate.close(ReadGate.Reason.OVERLOAD));
	}

	/** Reads on after {@link #pause()}. May be called on any thread. */
	void resume() {
		onEventLoop(() -> this.gate.open(ReadGate.Reason.OVERLOAD));
	}

	private void onEventLoop(Runnable task) {
		if (!this.channel.eventLoop().isShuttingDown()) {
			this.channel.eventLoop().execute(task);
		}
	}

	/** Bytes have come. */
	void read(int size) {
		this.bytesRead += size;
		this.lastReadAt = this.reception.now();
	}

	/** A frame has come: it goes into the flow of the listener or endpoint. */
	void received(Payload frame) {
		this.framesIn++;
		this.bytesIn += frame.size();
		this.origin.counters().messagesIn().increment();
		this.origin.counters().bytesIn().increment(frame.size());
		this.gate.countFrame();
		this.frame = frame;
		try {
			getListener().onMessage(getMapper().toMessage(this, null));
		}
		finally {
			// A device may be silent for days: nothing of what it said stays here.
			this.frame = null;
		}
	}

	@Override
	public @Nullable Object getPayload() {
		return this.frame;
	}

	/** When the frame at hand came. */
	Instant receivedAt() {
		Instant at = this.lastReadAt;
		return (at != null) ? at : this.reception.now();
	}

	/** The device says who it is; later frames are of it. */
	void identify(@Nullable DeviceId device) {
		this.identified = true;
		this.device = device;
	}

	// Acknowledging: after the journal.

	/** A frame of this connection is on its way to the journal. */
	void expectDurable() {
		this.acknowledgements.expect();
	}

	/** It is durable. Called on a thread of the journal. */
	void durable() {
		this.acknowledgements.durable();
	}

	private void told() {
		if (protocol().closeAfter() || (this.settling && this.acknowledgements.isEven())) {
			closeWhenWritten();
		}
	}

	// Out: from the flow to the channel.

	@Override
	public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, Transmission transmission) {
		byte[] wire = protocol().framing().encode(payload);
		OutboundFrame frame = new OutboundFrame(wire, device, payload, deliveryId, transmission);
		try {
			this.origin.sink().send(new ConnectionHeaders.Shared<>(frame, this.headers));
		}
		catch (MessagingException ex) {
			// The adapter knows the connection no more.
			transmission.failed(SocketWriter.notWritten());
		}
	}

	/** Writes a frame that comes out of the flow. May be called on any thread. */
	@Override
	public void send(Message<?> message) {
		OutboundFrame frame = (OutboundFrame) getMapper().fromMessage(message);
		this.writer.writeIfRoom(Unpooled.wrappedBuffer(frame.wire()), (failure) -> {
			if (failure == null) {
				written(frame);
			}
			else {
				frame.transmission().failed(failure);
			}
		});
	}

	private void written(OutboundFrame frame) {
		Instant now = this.reception.now();
		this.lastWrittenAt = now;
		this.framesOut++;
		this.bytesOut += frame.payload().size();
		this.origin.counters().messagesOut().increment();
		this.origin.counters().bytesOut().increment(frame.payload().size());
		DeviceMessage message = new DeviceMessage(null, frame.device(), Direction.OUTBOUND, listener(), this.id,
				remoteAddress(), now, charset(), frame.payload(), frame.deliveryId());
		this.reception.sent(message, frame.transmission());
	}

	// The end.

	/**
	 * Takes no more frames, and closes once what came before is durable and the device
	 * was told.
	 */
	void settle() {
		this.settling = true;
		this.gate.close(ReadGate.Reason.CLOSING);
		if (this.acknowledgements.isEven()) {
			closeWhenWritten();
		}
	}

	private void closeWhenWritten() {
		this.settling = true;
		this.gate.close(ReadGate.Reason.CLOSING);
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	/** Closes it now: frames that were read with what led to this are not taken. */
	void closeBecause(String reason) {
		this.settling = true;
		this.closedHere = true;
		LOG.debug("Closing connection {} of {}: {}", this.idText, remoteAddress(), reason);
		this.channel.close();
	}

	/** Called on the event loop. */
	void refuse(ConnectionMetrics.Refusal refusal) {
		if (!this.settling) {
			this.gate.close(ReadGate.Reason.CLOSING);
			this.reception.refused(refusal);
			closeBecause("it is refused: " + refusal);
		}
	}

	void countRejection() {
		this.origin.rejected();
	}

	/** Spring Integration knows it from now on. */
	void opened() {
		publishConnectionOpenEvent();
	}

	/** Has something done once the channel is closed, on its event loop. */
	void onClose(Runnable task) {
		this.channel.closeFuture().addListener((closed) -> task.run());
	}

	/** The channel is closed. */
	void inactive() {
		this.open = false;
		super.close();
	}

	@Override
	public void close() {
		closeBecause("that was asked for");
	}

	/** Whether it was this end that closed it. */
	boolean isClosedHere() {
		return this.closedHere;
	}

	@Override
	public boolean isOpen() {
		return this.open && this.channel.isActive();
	}

	// What Spring Integration asks.

	@Override
	public String getConnectionId() {
		return this.idText;
	}

	@Override
	public String getConnectionFactoryName() {
		return this.origin.name();
	}

	@Override
	public String getHostAddress() {
		return this.remote.getAddress().getHostAddress();
	}

	@Override
	public String getHostName() {
		return getHostAddress();
	}

	@Override
	public int getPort() {
		return this.remote.getPort();
	}

	@Override
	public boolean isServer() {
		return this.origin.endpoint() == null;
	}

	@Override
	public @Nullable Object getDeserializerStateKey() {
		return null;
	}

	@Override
	public @Nullable SSLSession getSslSession() {
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		return (tls != null) ? tls.engine().getSession() : null;
	}

	/** Nothing to run: the channel's event loop does the reading. */
	@Override
	public void run() {
	}

}
