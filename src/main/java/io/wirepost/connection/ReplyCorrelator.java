package io.wirepost.connection;

import java.util.List;
import java.util.UUID;

import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Asked about every inbound frame, in order and before it is journaled: does it answer a
 * delivery? Called on the connection's event loop; must not block.
 */
public interface ReplyCorrelator {

	/**
	 * Claims a frame as an answer.
	 * @param device the device that sent it; null where the connection has none
	 * @return what it answers; null for a plain message
	 */
	@Nullable Claim claim(Connection connection, @Nullable DeviceId device, Payload frame);

	/** Whether somebody waits for an answer on a connection. */
	boolean awaits(Connection connection);

	/** Nothing waits for an answer. */
	ReplyCorrelator NONE = new ReplyCorrelator() {

		@Override
		public @Nullable Claim claim(Connection connection, @Nullable DeviceId device, Payload frame) {
			return null;
		}

		@Override
		public boolean awaits(Connection connection) {
			return false;
		}

	};

	/** A frame that answers a delivery. */
	interface Claim {

		UUID deliveryId();

		/**
		 * The answer has its place in the journal: what is sent next comes after it.
		 * Called on the connection's event loop; must not block.
		 */
		void appended();

		/**
		 * What is to be kept in the same batch as the answer, which has its id. Called on
		 * the commit thread; must not block.
		 */
		default List<? extends Change> alongside(DeviceMessage reply) {
			return List.of();
		}

		/** The answer is kept. Called on a thread of the journal; must not block. */
		void durable(DeviceMessage reply);

	}

}
