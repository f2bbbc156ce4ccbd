package io.wirepost.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until it is moved. */
public final class TestClock extends Clock {

	private final AtomicReference<Instant> now;

	private final AtomicLong passed = new AtomicLong();

	public TestClock(Instant now) {
		this.now = new AtomicReference<>(now);
	}

	/** Sets the clock, as a correction would. */
	public void move(Duration by) {
		this.now.updateAndGet((before) -> before.plus(by));
	}

	/** Lets time go by, which the monotonic clock sees too. */
	public void pass(Duration by) {
		this.passed.addAndGet(by.toNanos());
		move(by);
	}

	/** The monotonic clock that belongs to it. */
	public SteadyTime steady() {
		return new SteadyTime(this, this.passed::get);
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
