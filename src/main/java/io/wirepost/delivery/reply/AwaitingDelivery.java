package io.wirepost.delivery.reply;

import java.util.List;
import java.util.UUID;
import io.wirepost.journal.Change;

import io.wirepost.message.DeviceMessage;

/** A delivery that was written and whose answer may come. Must not block. */
public interface AwaitingDelivery {

	UUID id();

	/**
	 * The answer has come and has its place in the journal: what is sent next comes after
	 * it. Called on the connection's event loop.
	 * @param late whether it came when nobody waited for it any more
	 */
	void answered(boolean late);

	/**
	 * What is to be kept in the same batch as the answer, which has its id. Called on the
	 * journal's commit thread, once or more, and only for one that is not late.
	 */
	List<? extends Change> alongsideAnswer(DeviceMessage reply);

	/**
	 * The journal keeps the answer. Called on a thread of the journal, and only for one
	 * that is not late.
	 */
	void answerKept(DeviceMessage reply);

}
