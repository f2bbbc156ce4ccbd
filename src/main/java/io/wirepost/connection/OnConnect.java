package io.wirepost.connection;

import java.util.concurrent.CompletableFuture;

import io.wirepost.protocol.ReceivedFrame;
import org.jspecify.annotations.Nullable;

/**
 * The steps that are done on a new connection before anything is delivered on it. One
 * that fails closes the connection. Used on the connection's event loop, but for
 * {@link #done}.
 */
final class OnConnect {

	private final @Nullable Conversation conversation;

	private final CompletableFuture<Void> done;

	private OnConnect(@Nullable Conversation conversation, CompletableFuture<Void> done) {
		this.conversation = conversation;
		this.done = done;
	}

	/** Nothing is to be done. */
	static final OnConnect NOTHING = new OnConnect(null, CompletableFuture.completedFuture(null));

	/** The steps of a connection's protocol; not begun yet. */
	static OnConnect of(DeviceConnection connection) {
		if (connection.protocol().onConnect().isEmpty()) {
			return NOTHING;
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		int steps = connection.protocol().onConnect().size();
		Conversation[] self = new Conversation[1];
		self[0] = new Conversation(connection, null, null, connection.protocol().onConnect(), (how) -> {
			if (how == Conversation.End.DONE) {
				done.complete(null);
				return;
			}
			String why = "Step %d of %d of on-connect failed: %s".formatted(self[0].step() + 1, steps, sentence(how));
			done.completeExceptionally(new DialFailedException("on-connect", why));
		});
		return new OnConnect(self[0], done);
	}

	private static String sentence(Conversation.End how) {
		return switch (how) {
			case NOT_MET -> "no frame that it expects came in time";
			case CONNECTION_CLOSED -> "the device closed the connection";
			case WRITE_TIMEOUT, BUFFER_FULL -> "the device does not read";
			case NOT_FRAMEABLE -> "the framing cannot carry what it sends";
			case DONE, CANCELLED, TOO_LONG -> "it was cancelled";
		};
	}

	void begin() {
		if (this.conversation != null) {
			this.conversation.begin();
		}
	}

	/** Whether a frame ends the step that is being done. */
	boolean expects(ReceivedFrame frame) {
		return this.conversation != null && this.conversation.isMetBy(frame);
	}

	void received(ReceivedFrame frame) {
		if (this.conversation != null) {
			this.conversation.received(frame);
		}
	}

	void closed() {
		if (this.conversation != null) {
			this.conversation.closed();
		}
	}

	/**
	 * Completes when every step is done; with a {@link DialFailedException} if one fails.
	 */
	CompletableFuture<Void> done() {
		return this.done;
	}

}
