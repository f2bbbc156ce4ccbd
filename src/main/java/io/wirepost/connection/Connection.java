package io.wirepost.connection;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.wirepost.framing.Framing;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.Traffic;
import io.wirepost.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/** One socket's life. Safe for all threads; no method blocks. */
public interface Connection {

	/** A UUID of version 7. */
	UUID id();

	/**
	 * The device on this connection; null while it has not said who it is, and where
	 * every frame says so anew.
	 */
	@Nullable DeviceId device();

	/** The listener it came in through; null if Wirepost dialled. */
	@Nullable String listener();

	/**
	 * The endpoint that was dialled, as {@code host:port}; null if the device dialled.
	 */
	@Nullable String endpoint();

	/** The peer, as {@code address:port}; behind a proxy, as the proxy says. */
	String remoteAddress();

	Charset charset();

	Framing framing();

	/** How replies are matched to requests here. */
	Settings reply();

	/** What happens when its device opens another connection. */
	DuplicatePolicy duplicate();

	boolean isOpen();

	/** Nothing new is written to its device from now on: it is about to be closed. */
	void leave();

	/** Whether it is about to be closed. */
	boolean isLeaving();

	/**
	 * Sends one payload as one frame. The written message is journaled as OUTBOUND.
	 * @param device the device it is meant for; null for the connection itself
	 * @param deliveryId the delivery or exchange it belongs to; null for none
	 * @param listener notified of the outcome, possibly before this method returns
	 * @throws io.wirepost.framing.PayloadTooLargeException if a frame cannot hold it
	 * @throws io.wirepost.framing.PayloadNotFrameableException if it is not one frame
	 */
	void send(@Nullable DeviceId device, Payload payload, @Nullable UUID deliveryId, WriteListener listener);

	/** Runs a task on the connection's event loop; drops it if that has shut down. */
	void execute(Runnable task);

	/**
	 * Runs a task on the connection's event loop after a while.
	 * @return cancels it
	 */
	Future<?> after(Duration delay, Runnable task);

	/**
	 * Completes when what its protocol does on each new connection is done, and messages
	 * can be delivered; with a {@link DialFailedException} if that fails.
	 */
	CompletableFuture<Void> ready();

	/** Closes the connection, because a caller asks for that. */
	void close();

	/**
	 * Closes the connection.
	 * @param sentence the reason as the log has it, with "it" for the connection
	 */
	void closeBecause(CloseReason reason, String sentence);

	/** Completes when it has closed, and all know of that. */
	CompletableFuture<Void> gone();

	/** Its counters and times. */
	Traffic traffic();

}
