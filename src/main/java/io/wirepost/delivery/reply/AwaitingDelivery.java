package io.wirepost.delivery.reply;

import java.util.List;
import java.util.UUID;

import io.wirepost.journal.Change;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/** A written delivery whose reply may arrive. Must not block. */
public interface AwaitingDelivery {

	UUID id();

	/** The trace of its request; null for none. */
	@Nullable TraceParent trace();

	/**
	 * Holds a frame of a reply of several frames until the delivery ends. Called on the
	 * connection's event loop.
	 * @return false if there is no memory for it
	 */
	boolean hold(int bytes);

	/**
	 * A frame of the reply arrived and was appended to the journal: what is sent next
	 * comes after it. Called on the connection's event loop.
	 * @param late whether it was not awaited any more
	 * @param progress whether more of the reply is to come
	 */
	void answered(boolean late, Progress progress);

	/**
	 * The changes to store in the same batch as the reply, which has its id. Called on
	 * the journal's commit thread, once or more, and only for one that is not late.
	 */
	List<? extends Change> alongsideAnswer(DeviceMessage reply);

	/**
	 * The reply is durable. Called on a thread of the journal, and only for one that is
	 * not late.
	 */
	void answerKept(DeviceMessage reply);

	/** How far a reply has come. */
	enum Progress {

		/** More frames are to come. */
		PARTIAL,
		/** This is its last frame. */
		COMPLETE,
		/** It has more frames, or bytes, than a reply may have. */
		TOO_LONG

	}

}
