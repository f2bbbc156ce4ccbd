package io.wirepost.transport;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.wirepost.message.Payload;
import io.wirepost.overload.Talker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

/**
 * A connection of Spring Integration's on a Netty channel: frames in, frames out, and its
 * end. Who is on it, a subclass knows. Its state changes on the channel's event loop;
 * other threads see it with at most a moment's delay.
 */
public abstract class SocketConnection extends IntegrationConnection implements Talker {

	private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

	private final UUID id;

	private final Channel channel;

	private final ConnectionSource source;

	private final FlowControlHandler flowControl;

	private final TrafficCounter traffic;

	private final ConnectionHeaders headers;

	private final SocketWriter writer;

	private final Acknowledgements acknowledgements;

	private volatile boolean open = true;

	private volatile boolean settling;

	private volatile boolean closedHere;

	private volatile @Nullable CloseReason closeReason;

	/**
	 * @param id a UUID of version 7
	 * @param remote the peer; behind a proxy, what the proxy said it is
	 */
	@SuppressWarnings("this-escape") // nothing of these is called before the channel is
										// read
	protected SocketConnection(UUID id, Channel channel, InetSocketAddress remote, ConnectionSource source,
			FlowControlHandler flowControl, Clock clock) {
		super(id, channel, remote, source);
		this.id = id;
		this.channel = channel;
		this.source = source;
		this.flowControl = flowControl;
		this.traffic = new TrafficCounter(source.counters(), clock);
		this.headers = new ConnectionHeaders(this);
		this.writer = new SocketWriter(channel, source.profile(),
				() -> closeBecause(CloseReason.WRITE_TIMEOUT, "it does not read what is written to it"));
		this.acknowledgements = new Acknowledgements(channel, source.profile(), this.writer, flowControl,
				this::acknowledged);
	}

	/**
	 * The last byte of a frame has left for the socket. Called on the event loop; must
	 * not block.
	 */
	protected abstract void written(OutboundFrame frame, Instant at);

	/** Whether it is known who is on it. */
	protected abstract boolean isIdentified();

	public UUID id() {
		return this.id;
	}

	/** The listener it came in through; null if Wirepost dialled. */
	public @Nullable String listener() {
		return this.source.listener();
	}

	/** The endpoint that was dialled, as {@code host:port}; null for a listener. */
	public @Nullable String endpoint() {
		return this.source.endpoint();
	}

	protected ConnectionProfile profile() {
		return this.source.profile();
	}

	/** What has happened on it so far. */
	public Traffic traffic() {
		return this.traffic.snapshot(this.writer.pending(), getSslSession());
	}

	ConnectionHeaders headers() {
		return this.headers;
	}

	long framesIn() {
		return this.traffic.framesIn();
	}

	@Override
	public long bytesRead() {
		return this.traffic.bytesRead();
	}

	long lastWriteNanos() {
		return this.writer.lastWriteNanos();
	}

	/** Whether it takes no more frames, as it is about to close. */
	boolean isSettling() {
		return this.settling;
	}

	// In: from the channel to the flow.

	@Override
	public void pause() {
		execute(() -> this.flowControl.close(FlowControlHandler.Reason.OVERLOAD));
	}

	@Override
	public void resume() {
		execute(() -> this.flowControl.open(FlowControlHandler.Reason.OVERLOAD));
	}

	/**
	 * Runs a task on the connection's event loop; drops it where that has ended. May be
	 * called on any thread.
	 */
	public void execute(Runnable task) {
		if (!this.channel.eventLoop().isShuttingDown()) {
			this.channel.eventLoop().execute(task);
		}
	}

	/**
	 * Runs a task on the event loop after a while. May be called on any thread.
	 * @return cancels it
	 */
	public Future<?> after(Duration delay, Runnable task) {
		return this.channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Bytes have come. */
	void read(int size) {
		this.traffic.read(size);
	}

	/** When the bytes at hand came. */
	Instant lastReadAt() {
		return this.traffic.lastReadAt();
	}

	/** A frame has come: it goes into the flow of the listener or endpoint. */
	void received(InboundFrame frame) {
		this.traffic.received(frame.payload().size());
		this.flowControl.countFrame();
		getListener().onMessage(new ConnectionHeaders.Shared<>(frame, this.headers));
	}

	/** A frame is on its way to the journal: see {@link Acknowledgements#expect}. */
	public void expectDurable(@Nullable Payload answer, boolean close) {
		this.acknowledgements.expect(answer, close);
		takeNoMoreBehind(close);
	}

	/** A frame is answered that is not kept: see {@link Acknowledgements#answer}. */
	public void answer(@Nullable Payload answer, boolean close) {
		this.acknowledgements.answer(answer, close);
		takeNoMoreBehind(close);
	}

	/** Frames behind one that closes would never be answered, so they are not taken. */
	private void takeNoMoreBehind(boolean close) {
		if (this.acknowledgements.isTooMuch()) {
			refuse(Refusal.OVERLOAD);
		}
		else if (close) {
			ends(CloseReason.ANSWERED);
			this.settling = true;
			this.flowControl.close(FlowControlHandler.Reason.CLOSING);
		}
	}

	/** It is durable. Called on a thread of the journal. */
	public void durable() {
		this.acknowledgements.durable();
	}

	private void acknowledged() {
		if (this.acknowledgements.isClosing() || (this.settling && this.acknowledgements.isEven())) {
			closeWhenWritten();
		}
	}

	/** Puts a frame into the flow that ends in {@link #send(Message)}. */
	protected void send(OutboundFrame frame) {
		try {
			this.source.sink().send(new ConnectionHeaders.Shared<>(frame, this.headers));
		}
		catch (MessagingException ex) {
			// The adapter knows the connection no more.
			frame.listener().failed(SocketWriter.notWritten());
		}
	}

	/** Writes a frame that comes out of the flow. May be called on any thread. */
	@Override
	public void send(Message<?> message) {
		OutboundFrame frame = (OutboundFrame) message.getPayload();
		this.writer.writeIfRoom(Unpooled.wrappedBuffer(frame.wire()), (failure) -> {
			if (failure == null) {
				written(frame, this.traffic.written(frame.payload().size()));
			}
			else {
				frame.listener().failed(failure);
			}
		});
	}

	/**
	 * Takes no more frames, and closes once what came before is durable and the device
	 * was told.
	 */
	void settle(CloseReason reason) {
		ends(reason);
		this.settling = true;
		this.flowControl.close(FlowControlHandler.Reason.CLOSING);
		if (this.acknowledgements.isEven()) {
			closeWhenWritten();
		}
	}

	private void closeWhenWritten() {
		this.settling = true;
		this.flowControl.close(FlowControlHandler.Reason.CLOSING);
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	/**
	 * Closes it now: frames that were read with what led to this are not taken.
	 * @param sentence the reason as the log has it, with "it" for the connection
	 */
	public void closeBecause(CloseReason reason, String sentence) {
		ends(reason);
		this.settling = true;
		this.closedHere = true;
		LOG.debug("Closing connection {} of {}: {}", getConnectionId(), remoteAddress(), sentence);
		this.channel.close();
	}

	/** Closes it and counts why. Called on the event loop. */
	public void refuse(Refusal refusal) {
		if (!this.settling) {
			this.flowControl.close(FlowControlHandler.Reason.CLOSING);
			this.source.refused(refusal);
			closeBecause(CloseReason.of(refusal), "it is refused: " + refusal);
		}
	}

	/** Bytes of it were no frame: counts them at where it comes from. */
	public void countRejection() {
		this.source.rejected();
	}

	/** Spring Integration knows it from now on. */
	void opened() {
		publishConnectionOpenEvent();
	}

	/** Runs a task on the event loop once the channel is closed. */
	public void onClose(Runnable task) {
		this.channel.closeFuture().addListener((closed) -> task.run());
	}

	/** The channel is closed. */
	void inactive() {
		this.open = false;
		super.close();
	}

	@Override
	public void close() {
		closeBecause(CloseReason.CLOSED, "that was asked for");
	}

	/** It is about to end for a reason; a later one does not count. */
	synchronized void ends(CloseReason reason) {
		if (this.closeReason == null) {
			this.closeReason = reason;
		}
	}

	/** Why it has ended, or is about to. */
	public CloseReason closeReason() {
		CloseReason reason = this.closeReason;
		return (reason != null) ? reason : CloseReason.CLOSED_BY_PEER;
	}

	/** Whether it was this end that closed it. */
	public boolean isClosedHere() {
		return this.closedHere;
	}

	@Override
	public boolean isOpen() {
		return this.open && this.channel.isActive();
	}

}
