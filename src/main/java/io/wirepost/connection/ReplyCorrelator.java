package io.wirepost.connection;

import java.util.List;
import java.util.UUID;

import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.ReceivedFrame;
import org.jspecify.annotations.Nullable;

/**
 * Decides for every inbound frame, in order and before it is journaled, whether it
 * answers a delivery. Called on the connection's event loop; must not block.
 */
public interface ReplyCorrelator {

	/**
	 * Claims a frame as a reply.
	 * @param device the device that sent it; null if the connection has none
	 * @param frame the frame, which may be one of several that answer the delivery
	 * @return the claim; null for a frame that answers nothing
	 */
	@Nullable Claim claim(Connection connection, @Nullable DeviceId device, ReceivedFrame frame);

	/** Whether a reply is awaited on a connection. */
	boolean awaits(Connection connection);

	/** Claims nothing. */
	ReplyCorrelator NONE = new ReplyCorrelator() {

		@Override
		public @Nullable Claim claim(Connection connection, @Nullable DeviceId device, ReceivedFrame frame) {
			return null;
		}

		@Override
		public boolean awaits(Connection connection) {
			return false;
		}

	};

	/** A frame that is the reply of a delivery. */
	interface Claim {

		UUID deliveryId();

		/** The trace of the request; null for none. */
		default @Nullable TraceParent trace() {
			return null;
		}

		/**
		 * The reply is appended to the journal: what is sent next comes after it. Called
		 * on the connection's event loop; must not block.
		 */
		void appended();

		/**
		 * The changes to store in the same batch as the reply, which has its id. Called
		 * on the commit thread; must not block.
		 */
		default List<? extends Change> alongside(DeviceMessage reply) {
			return List.of();
		}

		/** The reply is durable. Called on a thread of the journal; must not block. */
		void durable(DeviceMessage reply);

	}

}
