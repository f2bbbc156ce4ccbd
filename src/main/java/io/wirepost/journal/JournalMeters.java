package io.wirepost.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The meters of the journal. Safe for all threads. */
public final class JournalMeters {

	private final MeterRegistry registry;

	private final Counter messages;

	private final Counter batches;

	private final Counter dropped;

	private final Timer append;

	public JournalMeters(MeterRegistry registry) {
		this.registry = registry;
		this.messages = Counter.builder("wirepost.journal.messages")
			.description("Messages that became durable")
			.register(registry);
		this.batches = Counter.builder("wirepost.journal.batches")
			.description("Batches of messages, deliveries and devices that were written, each with one sync")
			.register(registry);
		this.dropped = Counter.builder("wirepost.journal.dropped")
			.description("Messages that retention dropped")
			.register(registry);
		this.append = Timer.builder("wirepost.journal.append")
			.description("From the append of a message until it is durable")
			.register(registry);
	}

	/** A batch was written with a sync. */
	void synced() {
		this.batches.increment();
	}

	/** Messages became durable. */
	void durable(int messages) {
		this.messages.increment(messages);
	}

	/** A message became durable, this many nanoseconds after its append. */
	void appended(long nanos) {
		this.append.record(nanos, TimeUnit.NANOSECONDS);
	}

	/** Retention dropped messages. */
	public void dropped(long messages) {
		this.dropped.increment(messages);
	}

	/** Registers a gauge for whether messages become durable now. */
	void writable(BooleanSupplier writable) {
		Gauge.builder("wirepost.journal.writable", () -> writable.getAsBoolean() ? 1 : 0)
			.description("1 while messages become durable, 0 while they wait: the disk is full or has failed")
			.register(this.registry);
	}

	/** Registers a gauge for the messages that wait to become durable. */
	void inbox(Supplier<Number> waiting) {
		Gauge.builder("wirepost.journal.inbox", waiting)
			.description("Messages that wait to become durable")
			.register(this.registry);
	}

}
