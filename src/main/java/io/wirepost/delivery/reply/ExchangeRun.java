package io.wirepost.delivery.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Conversation;
import io.wirepost.connection.ReplyCorrelator.Claim;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.ReceivedFrame;
import io.wirepost.protocol.Step;
import org.jspecify.annotations.Nullable;

/**
 * An exchange while it waits or runs: it collects what its steps send and receive, and
 * completes once all of it is durable. Safe for all threads; nothing blocks.
 */
public final class ExchangeRun implements Conversation.Observer {

	private final UUID id;

	private final DeviceId device;

	private final List<Step> steps;

	/** Completes with the outcome; or exceptionally if nothing was begun. */
	private final CompletableFuture<Exchange> outcome = new CompletableFuture<>();

	private final List<List<DeviceMessage>> received = new ArrayList<>();

	private final @Nullable DeviceMessage[] sent;

	/** Messages that are not durable yet. */
	private int undurable;

	private int begun;

	private Conversation.@Nullable End end;

	/** The frames that came, and their bytes. Used on the event loop. */
	private int frames;

	private long bytes;

	private boolean cancelled;

	private @Nullable Conversation conversation;

	private @Nullable ReplyPolicy policy;

	private @Nullable ReplyMemory memory;

	private @Nullable Consumer<Conversation.End> ended;

	private final @Nullable TraceParent trace;

	/**
	 * @param trace the trace of its request; null for none
	 */
	public ExchangeRun(UUID id, DeviceId device, List<Step> steps, @Nullable TraceParent trace) {
		this.trace = trace;
		this.id = id;
		this.device = device;
		this.steps = List.copyOf(steps);
		this.sent = new DeviceMessage[steps.size()];
		this.steps.forEach((step) -> this.received.add(new ArrayList<>()));
	}

	public UUID id() {
		return this.id;
	}

	public DeviceId device() {
		return this.device;
	}

	public List<Step> steps() {
		return this.steps;
	}

	/** Completes with the outcome, or with why nothing of it was begun. */
	public CompletableFuture<Exchange> outcome() {
		return this.outcome;
	}

	/**
	 * Begins with the first step. Called on the connection's event loop.
	 * @param policy how replies are recognized there
	 * @param memory holds the frames until it is over
	 * @param ended called on the event loop when nothing more is sent or awaited
	 */
	void begin(Connection connection, ReplyPolicy policy, ReplyMemory memory, Consumer<Conversation.End> ended) {
		Conversation begun = new Conversation(connection, this.device, this.id, this.steps, this);
		synchronized (this) {
			this.policy = policy;
			this.memory = memory;
			this.ended = ended;
			this.conversation = begun;
			if (this.cancelled) {
				begun.cancel();
			}
		}
		begun.begin();
	}

	/** No further step begins. May be called on any thread. */
	public synchronized void cancel() {
		this.cancelled = true;
		if (this.conversation != null) {
			this.conversation.cancel();
		}
	}

	/** Its connection has closed. Called on the event loop. */
	void closed() {
		Conversation running = this.conversation;
		if (running != null) {
			running.closed();
		}
	}

	/**
	 * Takes a frame of its device. Called on the event loop.
	 * @return null if the frame answers nothing
	 */
	@Nullable Claim claim(ReceivedFrame frame) {
		Conversation running = this.conversation;
		boolean ignored = running == null || running.isEnded() || (this.policy != null && this.policy.ignore() != null
				&& frame.meets(this.policy.ignore(), running.request()));
		if (running == null || ignored) {
			return null;
		}
		this.frames++;
		this.bytes += frame.payload().size();
		if (this.frames > ReplyEnd.MOST_FRAMES || this.bytes > ReplyEnd.MOST_BYTES
				|| (this.memory != null && !this.memory.hold(frame.payload().size(), this.outcome))) {
			running.tooLong();
			return null;
		}
		return new Received(running, frame, running.step());
	}

	@Override
	public @Nullable TraceParent trace() {
		return this.trace;
	}

	@Override
	public void written(int step) {
		expect(step);
	}

	@Override
	public void kept(int step, DeviceMessage message) {
		synchronized (this) {
			this.sent[step] = message;
			this.undurable--;
		}
		completeOnceDurable();
	}

	@Override
	public void ended(Conversation.End how) {
		Consumer<Conversation.End> tell;
		synchronized (this) {
			this.end = how;
			Conversation ran = this.conversation;
			this.begun = Math.min(this.steps.size(),
					((ran != null) ? ran.step() : 0) + ((how == Conversation.End.CANCELLED) ? 0 : 1));
			tell = this.ended;
		}
		if (tell != null) {
			tell.accept(how);
		}
		completeOnceDurable();
	}

	private synchronized void expect(int step) {
		this.undurable++;
		this.begun = Math.max(this.begun, step + 1);
	}

	private void completeOnceDurable() {
		Exchange whole = whole();
		if (whole != null) {
			this.outcome.complete(whole);
		}
	}

	/** The outcome, once it has ended and all of it is durable; null before. */
	private synchronized @Nullable Exchange whole() {
		if (this.end == null || this.undurable > 0) {
			return null;
		}
		List<Exchange.Done> done = new ArrayList<>();
		for (int i = 0; i < this.begun; i++) {
			done.add(new Exchange.Done(this.sent[i], List.copyOf(this.received.get(i))));
		}
		return new Exchange(this.id, this.device, this.end, done);
	}

	/** A frame that came during a step. */
	private final class Received implements Claim {

		private final Conversation running;

		private final ReceivedFrame frame;

		private final int step;

		Received(Conversation running, ReceivedFrame frame, int step) {
			this.running = running;
			this.frame = frame;
			this.step = step;
		}

		@Override
		public UUID deliveryId() {
			return ExchangeRun.this.id;
		}

		@Override
		public @Nullable TraceParent trace() {
			return ExchangeRun.this.trace;
		}

		@Override
		public void appended() {
			expect(this.step);
			this.running.received(this.frame);
		}

		@Override
		public void durable(DeviceMessage reply) {
			synchronized (ExchangeRun.this) {
				ExchangeRun.this.received.get(this.step).add(reply);
				ExchangeRun.this.undurable--;
			}
			completeOnceDurable();
		}

	}

}
