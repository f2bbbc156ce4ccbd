package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.reply.ExchangeRun;
import io.wirepost.delivery.reply.Expectation;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import io.wirepost.delivery.failure.CorrelationIdMissingException;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import io.wirepost.delivery.failure.QueueFullException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One random history of a device's queue: callers send, a connection comes and goes,
 * bytes leave or do not, answers come in time, late or never, the journal is slow, time
 * passes. It does what the queue wants done in its own time, and checks after every event
 * what the queue promises. Made again from its seed.
 */
final class QueueHistory {

	private static final int EVENTS = 60;

	private static final long SECOND = 1_000_000_000L;

	private static final ReplyPolicy KEEPS = ReplyPolicy.DEFAULT;

	private static final ReplyPolicy CLOSES = ReplyPolicy.of(new Settings(Map.of("on-timeout", "close")));

	private static final List<ReplyEnd> ENDS = List.of(ReplyEnd.of(null, 3, null),
			ReplyEnd.of(null, null, Duration.ofMillis(300)));

	private final Random random;

	private final boolean printed;

	private final DeviceQueue queue = new DeviceQueue();

	private final boolean dialled;

	/** Whether every request has a correlation id of its own. */
	private final boolean correlated;

	private final ReplyPolicy policy;

	private long now = 1_000 * SECOND;

	private int submitted;

	private UUID connection = new UUID(0, 1);

	private boolean connected;

	private long lookAgainAt = Long.MAX_VALUE;

	private final Map<PendingDelivery, State> states = new LinkedHashMap<>();

	/** What can be told to the queue next, as answers to what it wanted done. */
	private final List<Open> open = new ArrayList<>();

	private final Set<PendingDelivery> awaited = new LinkedHashSet<>();

	private int lastSent = -1;

	QueueHistory(long seed, boolean printed) {
		// Random begins alike for seeds that are near each other.
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
		this.printed = printed;
		this.dialled = this.random.nextBoolean();
		this.correlated = this.random.nextInt(3) == 0;
		this.policy = this.random.nextBoolean() ? KEEPS : CLOSES;
	}

	void run() {
		for (int i = 0; i < EVENTS; i++) {
			step();
			check();
		}
		wind();
	}

	private void step() {
		int choice = this.random.nextInt(100);
		if (choice < 25) {
			submit();
		}
		else if (choice < 65 && !this.open.isEmpty()) {
			answerOne();
		}
		else if (choice < 75 && !this.awaited.isEmpty()) {
			reply(pick(List.copyOf(this.awaited)));
		}
		else if (choice < 80) {
			connect();
		}
		else if (choice < 84) {
			disconnect();
		}
		else if (choice < 87 && !this.states.isEmpty()) {
			tell(new DeliveryEvent.TakeBack(pick(List.copyOf(this.states.keySet())), new CompletableFuture<>()));
		}
		else if (choice < 88) {
			tell(new DeliveryEvent.TakeBackAll(new CompletableFuture<>()));
			this.states.forEach((one, state) -> state.unwanted |= one.isPatient());
		}
		else {
			pass(Duration.ofMillis(1 + this.random.nextInt(8_000)));
		}
	}

	private void submit() {
		if (this.random.nextInt(8) == 0) {
			submitExchange();
			return;
		}
		boolean patient = this.random.nextInt(3) == 0;
		Duration awaitReply = this.random.nextBoolean() ? Duration.ofMillis(1 + this.random.nextInt(20_000)) : null;
		long expires = patient ? this.now + (1 + this.random.nextInt(60)) * SECOND : 0;
		ReplyEnd end = (awaitReply != null && this.random.nextBoolean()) ? pick(ENDS) : null;
		DeliveryTerms terms = new DeliveryTerms(new UUID(1, this.submitted), new DeviceId("d"), awaitReply, end,
				Instant.EPOCH, patient ? Instant.MAX : null, expires, null, null);
		boolean recorded = patient || this.random.nextInt(4) == 0;
		PendingDelivery one = new PendingDelivery(terms, recorded, new Receipt(null, null, () -> {
			throw new IllegalStateException("The queue itself asks for no connection");
		}));
		this.states.put(one, new State(this.submitted++));
		tell(new DeliveryEvent.Submitted(one));
	}

	private void submitExchange() {
		DeviceId device = new DeviceId("d");
		DeliveryTerms terms = new DeliveryTerms(new UUID(1, this.submitted), device, Duration.ofSeconds(10), null,
				Instant.EPOCH, null, 0, null, null);
		ExchangeRun exchange = new ExchangeRun(terms.id(), device, List.of(), null);
		PendingDelivery one = new PendingDelivery(terms, false, new Receipt(exchange, () -> {
			throw new IllegalStateException("The queue itself asks for no connection");
		}));
		this.states.put(one, new State(this.submitted++));
		tell(new DeliveryEvent.Submitted(one));
	}

	private void connect() {
		if (!this.connected) {
			this.connected = true;
			this.connection = new UUID(0, this.connection.getLeastSignificantBits() + 1);
			tell(new DeliveryEvent.Came());
		}
	}

	private void disconnect() {
		if (this.connected) {
			this.connected = false;
			this.awaited.removeIf((one) -> this.connection.equals(one.connection));
			tell(new DeliveryEvent.Closed(this.connection));
		}
	}

	/** One of the things that the queue wanted done comes to its end. */
	private void answerOne() {
		Open next = this.open.remove(this.random.nextInt(this.open.size()));
		PendingDelivery one = next.one;
		switch (next.kind) {
			case PREPARE -> tell(prepared(one, next.found));
			case BEGIN ->
				tell((this.random.nextInt(10) == 0) ? new DeliveryEvent.Stale(one) : new DeliveryEvent.Begun(one));
			case SEND -> tell(sent(one));
			case CONVERSE -> {
				this.states.get(one).left++;
				boolean unanswered = this.random.nextInt(3) == 0;
				tell(new DeliveryEvent.Conversed(one, unanswered));
			}
			case KEEP -> tell((this.random.nextInt(40) == 0) ? new DeliveryEvent.NotKept(one, "The process stops")
					: new DeliveryEvent.Kept(one, message(2, one)));
			case CLOSE -> {
				if (this.connection.equals(one.connection)) {
					disconnect();
				}
			}
			case KEEP_REPLY -> tell(new DeliveryEvent.AnswerKept(one, reply(message(3, one))));
		}
	}

	/**
	 * @param found the connection that there was when one was looked for; null for none
	 */
	private DeliveryEvent prepared(PendingDelivery one, @Nullable UUID found) {
		int choice = this.random.nextInt(20);
		if (found != null && choice > 1) {
			Expectation expectation = new Expectation(this.policy.matcher(),
					this.correlated ? Integer.toString(this.states.get(one).number) : "next");
			return new DeliveryEvent.Ready(one, found, this.policy, one.isExchange() ? null
					: new ReplyTerms(expectation, this.policy, one.terms.replyEnd(), Payload.copyOf(new byte[1])));
		}
		return new DeliveryEvent.NotReady(one, switch (choice) {
			case 0 -> new JournalUnavailableException("The store cannot be read");
			case 1 -> new CorrelationIdMissingException();
			default -> new DeviceNotConnectedException("away", "The device is away");
		}, this.dialled);
	}

	private DeliveryEvent sent(PendingDelivery one) {
		State state = this.states.get(one);
		boolean there = this.connected && this.connection.equals(one.connection);
		int choice = this.random.nextInt(20);
		if (there && choice > 3) {
			state.left++;
			this.open.add(new Open(Kind.KEEP, one));
			if (one.awaitReply() != null) {
				this.awaited.add(one);
			}
			return new DeliveryEvent.Written(one, Instant.EPOCH);
		}
		if (choice == 0) {
			return new DeliveryEvent.Unsent(one, new QueueFullException("The buffer is full"), this.dialled);
		}
		if (choice == 1) {
			return new DeliveryEvent.Refused(one, new IllegalArgumentException("It is not one frame"));
		}
		if (choice == 2) {
			state.left++;
			return new DeliveryEvent.HalfSent(one, "connection-closed");
		}
		return new DeliveryEvent.Unsent(one, new DeviceNotConnectedException("connection-closed", "It has closed"),
				this.dialled);
	}

	/** The device answers, in time or not: with its whole answer, or some of it. */
	private void reply(PendingDelivery one) {
		ReplyEnd end = one.terms.replyEnd();
		State state = this.states.get(one);
		this.open.add(new Open(Kind.KEEP_REPLY, one));
		boolean last = end == null || (end.frames() != null && ++state.replies == end.frames());
		if (last) {
			this.awaited.remove(one);
			tell(new DeliveryEvent.Answered(one));
		}
		else if (this.random.nextInt(20) == 0) {
			this.awaited.remove(one);
			tell(new DeliveryEvent.AnsweredTooMuch(one));
		}
		else {
			tell(new DeliveryEvent.Collected(one));
		}
	}

	private static MessageId message(long kind, PendingDelivery one) {
		return new MessageId(
				new UUID(kind << 32 | 0x7000, 0x8000_0000_0000_0000L | one.id().getLeastSignificantBits()));
	}

	private static DeviceMessage reply(MessageId id) {
		return new DeviceMessage(id, new DeviceId("d"), Direction.INBOUND, null, new UUID(0, 1), "127.0.0.1:1",
				Instant.EPOCH, java.nio.charset.StandardCharsets.UTF_8, Payload.copyOf(new byte[1]), null);
	}

	/** Time passes; timers that are due tell the queue, in any order. */
	private void pass(Duration time) {
		this.now += time.toNanos();
		if (this.lookAgainAt <= this.now) {
			this.lookAgainAt = Long.MAX_VALUE;
			tell(new DeliveryEvent.LookAgain());
		}
		List<DeliveryEvent> due = new ArrayList<>();
		this.states.forEach((one, state) -> state.timers.forEach((timer, at) -> {
			if (at <= this.now) {
				due.add(new DeliveryEvent.Due(timer, one));
			}
		}));
		java.util.Collections.shuffle(due, this.random);
		for (DeliveryEvent event : due) {
			DeliveryEvent.Due one = (DeliveryEvent.Due) event;
			// A timer that was stopped meanwhile may have fired all the same.
			boolean stopped = this.states.get(one.one()).timers.remove(one.timer()) == null;
			if (!stopped || this.random.nextInt(4) == 0) {
				tell(event);
			}
		}
	}

	private void tell(DeliveryEvent event) {
		say("> " + event);
		for (DeliveryEffect effect : this.queue.on(event, this.now)) {
			say("    " + effect);
			perform(effect);
		}
	}

	private void perform(DeliveryEffect effect) {
		if (effect instanceof DeliveryEffect.Prepare prepare) {
			this.open.add(new Open(Kind.PREPARE, prepare.one(), this.connected ? this.connection : null));
		}
		else if (effect instanceof DeliveryEffect.Begin begin) {
			assertThat(begin.one().recorded).isTrue();
			assertThat(begin.one().progress().begun()).as("recorded as begun before its bytes leave").isTrue();
			this.open.add(new Open(Kind.BEGIN, begin.one()));
		}
		else if (effect instanceof DeliveryEffect.Send send) {
			send(send.one());
		}
		else if (effect instanceof DeliveryEffect.Converse converse) {
			send(converse.one());
			this.open.removeIf((open) -> open.one == converse.one());
			this.states.keySet()
				.forEach((other) -> holds(other.stage != PendingDelivery.Stage.AWAITING_REPLY,
						"begins while an answer is awaited", other));
			this.open.add(new Open(Kind.CONVERSE, converse.one()));
		}
		else if (effect instanceof DeliveryEffect.Park park) {
			assertThat(park.one().isPatient()).as("only the patient wait").isTrue();
			assertThat(this.states.get(park.one()).unwanted).as("was taken back").isFalse();
			this.states.get(park.one()).told = true;
		}
		else if (effect instanceof DeliveryEffect.Start start) {
			this.states.get(start.one()).timers.put(start.timer(), this.now + Math.max(0, start.after().toNanos()));
		}
		else if (effect instanceof DeliveryEffect.Stop stop) {
			this.states.get(stop.one()).timers.remove(stop.timer());
		}
		else if (effect instanceof DeliveryEffect.LookAgainAfter look) {
			this.lookAgainAt = this.now + look.pause().toNanos();
		}
		else if (effect instanceof DeliveryEffect.End end) {
			end(end.one());
			State state = this.states.get(end.one());
			boolean sent = switch (end.status()) {
				case WRITTEN, REPLIED, REPLY_TIMEOUT -> true;
				case EXPIRED, CANCELLED, QUEUED -> false;
				case FAILED -> state.left > 0;
			};
			holds(state.left == (sent ? 1 : 0), "is " + end.status() + ", but left " + state.left + " times",
					end.one());
		}
		else if (effect instanceof DeliveryEffect.Refuse refuse) {
			end(refuse.one());
			assertThat(this.states.get(refuse.one()).left).as("refused, so never written").isZero();
			assertThat(refuse.one().recorded && refuse.one().promised).as("was promised to wait").isFalse();
		}
		else if (effect instanceof DeliveryEffect.GiveUp up) {
			end(up.one());
			assertThat(this.states.get(up.one()).left).isOne();
		}
		else if (effect instanceof DeliveryEffect.ReplyIsLate late) {
			assertThat(late.one().awaitReply()).isNotNull();
			assertThat(this.policy).isSameAs(KEEPS);
		}
		else if (effect instanceof DeliveryEffect.ReplyIsComplete complete) {
			this.awaited.remove(complete.one());
			holds(complete.one().replyFrames > 0, "is complete without a frame", complete.one());
		}
		else if (effect instanceof DeliveryEffect.CloseConnection close) {
			assertThat(this.policy).isSameAs(CLOSES);
			this.open.add(new Open(Kind.CLOSE, close.one()));
		}
	}

	private void send(PendingDelivery one) {
		State state = this.states.get(one);
		holds(state.left == 0, "is sent twice", one);
		holds(state.ends == 0, "is sent, though it has ended", one);
		holds(one.recorded || !state.unwanted, "is sent, though it was taken back", one);
		holds(this.open.stream().noneMatch((other) -> other.kind == Kind.SEND || other.kind == Kind.CONVERSE),
				"is sent beside another", one);
		holds(state.number > this.lastSent, "is sent out of order", one);
		this.states.forEach((other, its) -> {
			holds(its.number >= state.number || its.ends > 0 || its.left > 0, "is sent before one that came first",
					one);
			if (!this.correlated) {
				holds(other.stage != PendingDelivery.Stage.AWAITING_REPLY, "is sent while an answer is awaited", one);
				holds(other.stage != PendingDelivery.Stage.SETTLING || other.settledNanos - this.now <= 0,
						"is sent while a late answer could pass for its own", one);
			}
		});
		this.open.add(new Open(Kind.SEND, one));
	}

	private void end(PendingDelivery one) {
		holds(++this.states.get(one).ends == 1, "ends twice", one);
		this.lastSent = this.states.get(one).left > 0 ? Math.max(this.lastSent, this.states.get(one).number)
				: this.lastSent;
	}

	/**
	 * No delivery waits for ever: each that has not ended has a timer or an event ahead.
	 */
	private void check() {
		Set<PendingDelivery> moving = new HashSet<>();
		boolean head = false;
		boolean held = false;
		for (Open one : this.open) {
			moving.add(one.one);
			head |= one.kind.isTurn();
		}
		for (PendingDelivery one : this.states.keySet()) {
			held |= one.stage == PendingDelivery.Stage.READY
					|| (one.isExchange() && one.stage == PendingDelivery.Stage.SETTLING);
		}
		boolean sleeps = !head && !held && this.lookAgainAt == Long.MAX_VALUE;
		for (Map.Entry<PendingDelivery, State> each : this.states.entrySet()) {
			PendingDelivery one = each.getKey();
			if (each.getValue().ends == 0) {
				boolean waits = one.stage == PendingDelivery.Stage.WAITING;
				holds(!(this.connected && sleeps && waits), "waits, though its device is there", one);
				boolean ready = one.stage == PendingDelivery.Stage.READY;
				holds(moving.contains(one) || !each.getValue().timers.isEmpty() || ready || (waits && (head || held)),
						"waits, for nothing", one);
			}
		}
	}

	/** Everything goes its way, until nothing is left. */
	private void wind() {
		connect();
		for (int round = 0; !this.queue.isIdle(); round++) {
			if (round > 20_000) {
				throw new AssertionError("The queue does not come to rest: " + this.states);
			}
			if (!this.open.isEmpty()) {
				answerOne();
			}
			else {
				pass(Duration.ofSeconds(1));
			}
			check();
		}
		while (!this.open.isEmpty()) {
			answerOne();
		}
		this.states.forEach((one, state) -> {
			holds(state.ends == 1, "is lost", one);
			holds(state.left <= 1, "is sent twice", one);
		});
		assertThat(this.queue.isIdle()).isTrue();
	}

	private static void holds(boolean promise, String what, PendingDelivery one) {
		if (!promise) {
			throw new AssertionError(one + ": " + what);
		}
	}

	private <T> T pick(List<T> from) {
		return from.get(this.random.nextInt(from.size()));
	}

	private void say(String what) {
		if (this.printed) {
			System.out.println(this.now / 1_000_000 + " " + what);
		}
	}

	/** What the queue wanted done, and has not heard of. */
	private enum Kind {

		PREPARE, BEGIN, SEND, KEEP, KEEP_REPLY, CLOSE, CONVERSE;

		/** Whether it is of the delivery whose turn it is. */
		boolean isTurn() {
			return this == PREPARE || this == BEGIN || this == SEND || this == CONVERSE;
		}

	}

	/**
	 * @param found the connection that there was when this began; null for none
	 */
	private record Open(Kind kind, PendingDelivery one, @Nullable UUID found) {

		Open(Kind kind, PendingDelivery one) {
			this(kind, one, null);
		}

	}

	/** What is known of a delivery from outside of the queue. */
	private static final class State {

		private final int number;

		private final Map<DeliveryTimer, Long> timers = new EnumMap<>(DeliveryTimer.class);

		private int left;

		/** The frames of its answer so far. */
		private int replies;

		private int ends;

		private boolean told;

		private boolean unwanted;

		State(int number) {
			this.number = number;
		}

		@Override
		public @Nullable String toString() {
			return "left %d, ended %d, told %s, %s".formatted(this.left, this.ends, this.told, this.timers);
		}

	}

}
