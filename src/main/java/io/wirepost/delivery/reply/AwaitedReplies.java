package io.wirepost.delivery.reply;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.connection.Conversation;
import io.wirepost.connection.ReplyCorrelator;
import io.wirepost.forward.Progress;
import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.ReceivedFrame;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds the requests that frames answer. A reply comes on the connection on which its
 * request was written, so each connection has its own table, which only its event loop
 * touches. Methods say on which threads they may be called; none blocks.
 */
@Component
public class AwaitedReplies implements ReplyCorrelator, ConnectionObserver {

	/** How long a late reply is still recognized. */
	private static final Duration LATE = Duration.ofMinutes(1);

	/**
	 * The exchanges that run, by connection and device; those of a connection are used on
	 * its event loop.
	 */
	private final Map<UUID, Map<DeviceId, ExchangeRun>> exchanges = new ConcurrentHashMap<>();

	private final ReplyMemory memory = new ReplyMemory();

	/** The tables of connections with outstanding requests. */
	private final Map<UUID, ReplyTable> byConnection = new ConcurrentHashMap<>();

	/**
	 * A request was written; its reply may arrive from now on. Called on the connection's
	 * event loop.
	 * @param device the device that it was sent to; null for the connection itself
	 */
	public void expect(Connection connection, @Nullable DeviceId device, ReplyTerms terms, AwaitingDelivery delivery) {
		if (connection.isOpen()) {
			this.byConnection.computeIfAbsent(connection.id(), (id) -> new ReplyTable()).add(device, terms, delivery);
		}
	}

	/**
	 * The reply of a request is not awaited any more. May be called on any thread.
	 */
	public void late(Connection connection, @Nullable DeviceId device, Expectation expectation, UUID delivery) {
		long until = System.nanoTime() + LATE.toNanos();
		connection.execute(() -> {
			ReplyTable table = this.byConnection.get(connection.id());
			if (table != null) {
				table.late(device, expectation, delivery, until);
			}
		});
	}

	/**
	 * The reply of a request is complete, by the silence behind it. May be called on any
	 * thread.
	 */
	public void complete(Connection connection, @Nullable DeviceId device, Expectation expectation, UUID delivery) {
		connection.execute(() -> {
			ReplyTable table = this.byConnection.get(connection.id());
			if (table != null) {
				table.complete(device, expectation, delivery);
			}
		});
	}

	/**
	 * Begins an exchange: until it ends, the frames of its device are its own. May be
	 * called on any thread.
	 * @param policy how replies are recognized on the connection
	 * @param ended called on the event loop when nothing more is sent or awaited
	 */
	public void begin(Connection connection, ReplyPolicy policy, ExchangeRun exchange,
			Consumer<Conversation.End> ended) {
		connection.execute(() -> {
			this.exchanges.computeIfAbsent(connection.id(), (id) -> new HashMap<>()).put(exchange.device(), exchange);
			exchange.begin(connection, policy, this.memory, (how) -> {
				this.exchanges.computeIfPresent(connection.id(), (id, all) -> {
					all.remove(exchange.device(), exchange);
					return all.isEmpty() ? null : all;
				});
				ended.accept(how);
			});
			if (!connection.isOpen()) {
				exchange.closed();
			}
		});
	}

	@Override
	public @Nullable Claim claim(Connection connection, @Nullable DeviceId device, ReceivedFrame frame) {
		ExchangeRun exchange = exchange(connection, device);
		if (exchange != null) {
			return exchange.claim(frame);
		}
		ReplyTable table = this.byConnection.get(connection.id());
		Answer answer = (table != null) ? table.take(device, frame, System.nanoTime()) : null;
		if (table != null && table.isEmpty()) {
			this.byConnection.remove(connection.id());
		}
		return answer;
	}

	@Override
	public boolean awaits(Connection connection) {
		ReplyTable table = this.byConnection.get(connection.id());
		return (table != null && table.isAwaited()) || this.exchanges.containsKey(connection.id());
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		connection.execute(() -> {
			ReplyTable table = this.byConnection.get(connection.id());
			if (table != null) {
				table.remove(device);
			}
			ExchangeRun exchange = exchange(connection, device);
			if (exchange != null) {
				exchange.closed();
			}
		});
	}

	@Override
	public void closed(Connection connection) {
		this.byConnection.remove(connection.id());
		Map<DeviceId, ExchangeRun> all = this.exchanges.get(connection.id());
		if (all != null) {
			List.copyOf(all.values()).forEach(ExchangeRun::closed);
		}
	}

	private @Nullable ExchangeRun exchange(Connection connection, @Nullable DeviceId device) {
		Map<DeviceId, ExchangeRun> all = this.exchanges.isEmpty() ? null : this.exchanges.get(connection.id());
		return (all != null && device != null) ? all.get(device) : null;
	}

	/** The memory that the frames of replies share until they are answered. */
	public ReplyMemory memory() {
		return this.memory;
	}

	/** A frame that is the reply of a request, or part of it. */
	record Answer(AwaitingDelivery delivery, boolean late, AwaitingDelivery.Progress progress) implements Claim {

		@Override
		public UUID deliveryId() {
			return this.delivery.id();
		}

		@Override
		public @Nullable TraceParent trace() {
			return this.delivery.trace();
		}

		@Override
		public void appended() {
			this.delivery.answered(this.late, this.progress);
		}

		@Override
		public List<? extends Change> alongside(DeviceMessage reply) {
			return this.late ? List.of() : this.delivery.alongsideAnswer(reply);
		}

		@Override
		public void durable(DeviceMessage reply) {
			if (!this.late) {
				this.delivery.answerKept(reply);
			}
		}

	}

}
