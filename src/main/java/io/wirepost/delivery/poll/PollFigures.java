package io.wirepost.delivery.poll;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has become of a poll so far, and its meters. Safe for all threads. */
final class PollFigures {

	private static final Logger LOG = LoggerFactory.getLogger(PollFigures.class);

	/** How often a failing poll is logged. */
	private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String name;

	private final MeterRegistry registry;

	private final List<Meter> meters = new ArrayList<>();

	private final LongAdder sent;

	private final LongAdder replied;

	private final LongAdder failed;

	private final LongAdder skipped;

	private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARN_NANOS);

	private volatile @Nullable Run lastRun;

	PollFigures(String name, MeterRegistry registry) {
		this.name = name;
		this.registry = registry;
		this.sent = counter("sent");
		this.replied = counter("replied");
		this.failed = counter("failed");
		this.skipped = counter("skipped");
	}

	private LongAdder counter(String outcome) {
		LongAdder count = new LongAdder();
		this.meters.add(FunctionCounter.builder("wirepost.polls", count, LongAdder::sum)
			.description("What has become of the messages of polls")
			.tag("poll", this.name)
			.tag("outcome", outcome)
			.register(this.registry));
		return count;
	}

	/** Removes the meters. */
	void remove() {
		this.meters.forEach(this.registry::remove);
	}

	void ran(Instant at, int devices) {
		this.lastRun = new Run(at, devices);
	}

	void sent() {
		this.sent.increment();
	}

	void replied() {
		this.replied.increment();
	}

	void skipped(int count) {
		this.skipped.add(count);
	}

	void failed() {
		this.failed.increment();
	}

	/** Counts a failure, and logs it if none was for a while. */
	void failed(String what, Throwable why) {
		failed();
		warn(what, why);
	}

	void warn(String what, Throwable why) {
		long last = this.warnedAt.get();
		if (System.nanoTime() - last >= WARN_NANOS && this.warnedAt.compareAndSet(last, System.nanoTime())) {
			LOG.warn("Poll {} failed {}: {} (failed so far: {}; logged once a minute)", this.name, what,
					(why.getMessage() != null) ? why.getMessage() : why.toString(), this.failed.sum());
		}
		else {
			LOG.debug("Poll {} failed {}", this.name, what, why);
		}
	}

	Poll view(boolean configured, PollSettings settings) {
		Run last = this.lastRun;
		return new Poll(this.name, configured, settings, (last != null) ? last.at() : null,
				(last != null) ? last.devices() : 0, this.sent.sum(), this.replied.sum(), this.failed.sum(),
				this.skipped.sum());
	}

	/** A round, and how many devices it reached. */
	private record Run(Instant at, int devices) {
	}

}
