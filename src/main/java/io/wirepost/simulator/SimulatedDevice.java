package io.wirepost.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A device: dials, says who it is, waits until that is acknowledged, then speaks at its
 * rate and replies. Dials again a second or two after a connection that failed. All
 * methods are called on the simulation's thread, with the time of
 * {@link System#nanoTime()}.
 */
final class SimulatedDevice {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** A connection or an acknowledged greeting that takes longer has failed. */
	private static final long PATIENCE = 10 * SECOND;

	private static final long STORM = 2 * SECOND;

	private static final long NEVER = Long.MAX_VALUE;

	/**
	 * The most replies in a second: a server that answers replies must not have one
	 * without end.
	 */
	private static final int MOST_REPLIES = 10;

	private final int number;

	private final Speech speech;

	private final Conduct conduct;

	private final Set<Trouble> troubles;

	private final Random random;

	private final Tally tally;

	private final long interval;

	private @Nullable SocketChannel channel;

	private @Nullable SelectionKey key;

	private @Nullable Link link;

	private Outbox outbox;

	private Hearing hearing;

	private Oracle oracle;

	private long dialAt;

	private long turnAt = NEVER;

	private long openedAt;

	private long speakAt;

	private boolean greeted;

	private boolean frozen;

	private boolean dialledBefore;

	private int replies;

	/**
	 * @param interval nanoseconds between two frames; {@link Long#MAX_VALUE} for none
	 * @param dialAt when it dials first
	 */
	SimulatedDevice(int number, Speech speech, Set<Trouble> troubles, Random random, Tally tally, long interval,
			long dialAt) {
		this.number = number;
		this.speech = speech;
		this.troubles = troubles;
		this.random = random;
		this.tally = tally;
		this.interval = interval;
		this.dialAt = dialAt;
		this.conduct = new Conduct(speech, troubles, random, number);
		this.outbox = new Outbox(troubles, this::written);
		this.hearing = new Hearing(speech.requests(), tally, this::reply);
		this.oracle = new Oracle(speech.protocol());
	}

	boolean isOpen() {
		return this.link != null;
	}

	/**
	 * Sets when it has its next turn.
	 * @return whether that is sooner than before
	 */
	boolean turn(long at) {
		boolean sooner = at - this.turnAt < 0 || this.turnAt == NEVER;
		this.turnAt = sooner ? at : this.turnAt;
		return sooner;
	}

	/** Takes its turn of that time; false if it has had it, or has another. */
	boolean takeTurn(long at) {
		boolean its = at == this.turnAt;
		this.turnAt = its ? NEVER : this.turnAt;
		return its;
	}

	/** Whether nothing is left to be written or acknowledged. */
	boolean isDone() {
		return this.link == null || this.frozen || (this.outbox.isEmpty() && this.hearing.owed() == 0);
	}

	/**
	 * Does what is due.
	 * @param ending whether it says nothing more
	 * @return when something will be due next
	 */
	long act(Selector selector, InetSocketAddress target, long now, boolean ending) {
		if (this.frozen) {
			return NEVER;
		}
		if (this.channel == null) {
			if (!ending && now >= this.dialAt) {
				dial(selector, target, now);
			}
			return (this.channel == null) ? (ending ? NEVER : this.dialAt) : now + PATIENCE;
		}
		Link open = this.link;
		if (open == null || !open.isReady()) {
			if (now >= this.openedAt + PATIENCE) {
				lost("not connected within 10 s", now);
			}
			return now + SECOND;
		}
		return troubled(now, ending) ? now : speak(open, now, ending);
	}

	/** Whether the device hangs up or falls silent now. */
	private boolean troubled(long now, boolean ending) {
		if (this.troubles.contains(Trouble.HALF_OPEN) && now >= this.openedAt + SECOND && this.key != null) {
			this.frozen = true;
			this.key.interestOps(0);
			return true;
		}
		if (this.troubles.contains(Trouble.STORM) && !ending && now / STORM > this.openedAt / STORM) {
			close();
			this.dialAt = now;
			return true;
		}
		return false;
	}

	private long speak(Link open, long now, boolean ending) {
		greet(now);
		while (this.greeted && !ending && this.interval != NEVER && now >= this.speakAt && !this.outbox.isFull()
				&& !this.hearing.isFull()) {
			this.conduct.say(this.outbox);
			this.speakAt += this.interval;
			if (this.speakAt < now - SECOND) {
				// It could not keep up: what was not said is not made up for.
				this.speakAt = now;
			}
		}
		try {
			this.outbox.write(open, now, ending || !this.greeted);
			greet(now);
			wantToWrite(this.outbox.isReady(now, ending) || open.wantsToWrite());
		}
		catch (IOException ex) {
			lost(reason(ex), now);
			return this.dialAt;
		}
		return nextAct(now, ending);
	}

	/** Once its greeting is acknowledged, or nothing is owed for it, it speaks. */
	private void greet(long now) {
		if (!this.greeted && this.outbox.isEmpty() && this.hearing.owed() == 0) {
			this.greeted = true;
			// Devices do not speak all at once.
			this.speakAt = now + (long) (this.random.nextDouble() * Math.min(this.interval, SECOND));
		}
	}

	private long nextAct(long now, boolean ending) {
		long next = now + SECOND;
		if (this.greeted && !ending && this.interval != NEVER) {
			next = Math.min(next, Math.max(this.speakAt, now + 1_000_000));
		}
		return (!this.outbox.isEmpty()) ? Math.min(next, Math.max(this.outbox.notBefore(), now + 1_000_000)) : next;
	}

	private void wantToWrite(boolean wants) {
		if (this.key != null) {
			this.key.interestOps(SelectionKey.OP_READ | (wants ? SelectionKey.OP_WRITE : 0));
		}
	}

	private void dial(Selector selector, InetSocketAddress target, long now) {
		try {
			SocketChannel dialled = SocketChannel.open();
			this.channel = dialled;
			dialled.configureBlocking(false);
			dialled.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.openedAt = now;
			this.key = dialled.register(selector, SelectionKey.OP_CONNECT, this);
			if (dialled.connect(target)) {
				this.key.interestOps(SelectionKey.OP_CONNECT);
			}
		}
		catch (IOException ex) {
			lost(reason(ex), now);
		}
	}

	/** The selector has found something to do. */
	void ready(Dialler dialler, ByteBuffer buffer, long now) {
		try {
			SocketChannel open = this.channel;
			if (open != null && this.link == null && open.finishConnect()) {
				opened(dialler.link(open), now);
			}
			if (this.link != null && this.key != null && this.key.isReadable()) {
				read(this.link, buffer, now);
			}
		}
		catch (IOException ex) {
			lost(reason(ex), now);
		}
	}

	private void opened(Link open, long now) {
		this.link = open;
		this.openedAt = now;
		this.greeted = false;
		this.replies = 0;
		this.outbox = new Outbox(this.troubles, this::written);
		this.hearing = new Hearing(this.speech.requests(), this.tally, this::reply);
		this.oracle = new Oracle(this.speech.protocol());
		this.speech.greeting(this.number).forEach(this.outbox::add);
		this.tally.connected();
		if (this.dialledBefore) {
			this.tally.reconnect();
		}
		this.dialledBefore = true;
		wantToWrite(true);
	}

	private void read(Link open, ByteBuffer buffer, long now) throws IOException {
		int count = open.read(buffer.clear());
		while (count > 0) {
			this.hearing.hear(buffer.array(), count, now);
			count = open.read(buffer.clear());
		}
		if (count < 0) {
			lost("closed by the server", now);
		}
	}

	private void written(Utterance utterance) {
		this.tally.sent();
		Payload payload = utterance.payload();
		if (payload == null) {
			return;
		}
		ExpectedAnswer expectation = this.oracle.of(payload, System.nanoTime());
		if (expectation != null) {
			this.tally.expected();
			this.hearing.expect(expectation);
		}
	}

	private void reply(Payload request) {
		this.tally.request();
		this.oracle.requested();
		Utterance reply = (this.replies < MOST_REPLIES) ? this.speech.reply(this.number, request) : null;
		if (reply != null && !this.outbox.isFull()) {
			this.replies++;
			this.tally.answered();
			this.outbox.add(reply);
			wantToWrite(true);
		}
	}

	/** A second has passed: replies are bounded for each. */
	void second() {
		this.replies = 0;
	}

	private void lost(String reason, long now) {
		this.tally.closed(reason, !this.troubles.isEmpty());
		close();
		this.dialAt = now + SECOND + (long) (this.random.nextDouble() * SECOND);
	}

	/** Closes the connection; what is owed is missing. */
	void close() {
		if (this.link != null && this.conduct.isOrderly()) {
			this.tally.missing(this.hearing.owed());
		}
		if (this.hearing.hasRest() && this.conduct.isOrderly()) {
			this.tally.unexpected();
		}
		this.hearing = new Hearing(this.speech.requests(), this.tally, this::reply);
		SocketChannel open = this.channel;
		this.channel = null;
		this.link = null;
		this.key = null;
		try {
			if (open != null) {
				open.close();
			}
		}
		catch (IOException ex) {
			this.tally.closed(reason(ex), !this.troubles.isEmpty());
		}
	}

	private static String reason(IOException ex) {
		String message = String.valueOf(ex.getMessage());
		return message.contains("refused") ? "refused by the machine: nothing listens on this port"
				: message.contains("reset") || message.contains("Broken pipe") ? "reset by the server" : message;
	}

}
