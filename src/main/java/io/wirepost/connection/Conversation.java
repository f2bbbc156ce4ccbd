package io.wirepost.connection;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;

import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.ReceivedFrame;
import io.wirepost.protocol.Step;
import io.wirepost.transport.WriteFailedException;
import io.wirepost.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Does the steps of a conversation on a connection, one after the other: each is written,
 * and ends with the frame that it expects. Used on the connection's event loop.
 */
public final class Conversation {

	private final Connection connection;

	private final @Nullable DeviceId device;

	private final @Nullable UUID id;

	private final List<Step> steps;

	private final Observer observer;

	/** The step that is being done, from 0. */
	private int step = -1;

	/** Whether its bytes are written, so that frames can end it. */
	private boolean written;

	private volatile boolean cancelled;

	private boolean ended;

	private @Nullable Future<?> deadline;

	/**
	 * @param device the device that it is held with; null for whoever is on the
	 * connection
	 * @param id marks its messages; null for none
	 */
	public Conversation(Connection connection, @Nullable DeviceId device, @Nullable UUID id, List<Step> steps,
			Observer observer) {
		this.connection = connection;
		this.device = device;
		this.id = id;
		this.steps = List.copyOf(steps);
		this.observer = observer;
	}

	/** Begins with the first step. */
	public void begin() {
		next();
	}

	/**
	 * No further step begins; one whose bytes were sent is finished. May be called on any
	 * thread.
	 */
	public void cancel() {
		this.cancelled = true;
		this.connection.execute(() -> {
			boolean waits = this.step >= 0 && this.step < this.steps.size() && this.steps.get(this.step).send() == null;
			if (waits) {
				end(End.CANCELLED);
			}
		});
	}

	/** More frames have come than can be held. */
	public void tooLong() {
		end(End.TOO_LONG);
	}

	/** Whether nothing more is sent or awaited. */
	public boolean isEnded() {
		return this.ended;
	}

	/** The connection has closed. */
	public void closed() {
		end(End.CONNECTION_CLOSED);
	}

	/** Which step is being done, from 0; one more than the last at the end. */
	public int step() {
		return Math.max(0, this.step);
	}

	/** What the step that is being done has sent. */
	public Payload request() {
		return this.steps.get(Math.min(step(), this.steps.size() - 1)).request();
	}

	/** Whether a frame would end the step that is being done. */
	public boolean isMetBy(ReceivedFrame frame) {
		return !this.ended && this.written && this.steps.get(this.step).isMetBy(frame);
	}

	/** A frame has come, and was appended to the journal if it is a message. */
	public void received(ReceivedFrame frame) {
		if (isMetBy(frame)) {
			next();
		}
	}

	private void next() {
		stopDeadline();
		this.step++;
		this.written = false;
		if (this.step == this.steps.size()) {
			end(End.DONE);
			return;
		}
		if (this.cancelled) {
			end(End.CANCELLED);
			return;
		}
		Step now = this.steps.get(this.step);
		int number = this.step;
		this.deadline = this.connection.after(now.within(), () -> missed(number));
		if (now.send() != null) {
			send(number, now.send());
		}
		else {
			this.written = true;
		}
	}

	private void send(int number, Payload payload) {
		try {
			DeviceId to = (this.device != null) ? this.device : this.connection.device();
			this.connection.send(to, payload, this.id, new Sending(number));
		}
		catch (PayloadTooLargeException | PayloadNotFrameableException ex) {
			end(End.NOT_FRAMEABLE);
		}
	}

	private void written(int number) {
		if (this.ended || number != this.step) {
			return;
		}
		this.written = true;
		if (this.steps.get(number).expect() == null) {
			next();
		}
	}

	private void missed(int number) {
		if (number == this.step) {
			end(End.NOT_MET);
		}
	}

	private void end(End how) {
		if (!this.ended) {
			this.ended = true;
			stopDeadline();
			this.observer.ended(how);
		}
	}

	private void stopDeadline() {
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
	}

	/** How a conversation ended. */
	public enum End {

		/** Every step was done. */
		DONE,
		/** What a step expects did not come in time. */
		NOT_MET,
		/** It was cancelled between two steps. */
		CANCELLED,
		/** More frames came than can be held. */
		TOO_LONG,
		/** The connection closed. */
		CONNECTION_CLOSED,
		/** The device did not read what was written to it. */
		WRITE_TIMEOUT,
		/** Too much waits to be written to the device. */
		BUFFER_FULL,
		/** The framing of the connection cannot carry what a step sends. */
		NOT_FRAMEABLE

	}

	/** Notified of what happens in a conversation. Must not block. */
	public interface Observer {

		/** The trace that its messages belong to; null for none. */
		default @Nullable TraceParent trace() {
			return null;
		}

		/** A step was written; called on the event loop, before {@link #kept}. */
		default void written(int step) {
		}

		/** What a step has sent is durable. Called on a thread of the journal. */
		default void kept(int step, DeviceMessage message) {
		}

		/** The conversation has ended. Called once, on the event loop. */
		void ended(End how);

	}

	/** Notified of what becomes of one step's bytes. */
	private final class Sending implements WriteListener {

		private final int number;

		Sending(int number) {
			this.number = number;
		}

		@Override
		public @Nullable TraceParent trace() {
			return Conversation.this.observer.trace();
		}

		@Override
		public void written(Instant at) {
			Conversation.this.observer.written(this.number);
			Conversation.this.written(this.number);
		}

		@Override
		public void kept(DeviceMessage message) {
			Conversation.this.observer.kept(this.number, message);
		}

		@Override
		public void failed(WriteFailedException failure) {
			switch (failure.reason()) {
				case NOT_KEPT -> {
					// The process stops; nobody would be told.
				}
				case WRITE_TIMEOUT -> endLater(End.WRITE_TIMEOUT);
				case BUFFER_FULL -> endLater(End.BUFFER_FULL);
				case CLOSED, NOT_WRITTEN -> endLater(End.CONNECTION_CLOSED);
			}
		}

		/** A write may fail before it returns, or on another thread. */
		private void endLater(End how) {
			Conversation.this.connection.execute(() -> end(how));
		}

	}

}
