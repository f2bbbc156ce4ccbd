package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Timers of deliveries, and the meter of reply times. Safe for all threads. */
@Component
class Timers implements DisposableBean {

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "wirepost-deliveries");
		thread.setDaemon(true);
		return thread;
	});

	private final Timer replies;

	Timers(MeterRegistry registry) {
		// Nearly all timers are cancelled, and must not stay in memory.
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.replies = Timer.builder("wirepost.delivery.reply")
			.description("From the last byte written to the reply")
			.publishPercentileHistogram()
			.register(registry);
	}

	/** Schedules a task, which must not block. */
	Future<?> after(Duration delay, Runnable task) {
		return this.scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Records the time from a request to its reply. */
	void replied(long nanos) {
		this.replies.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void destroy() {
		this.scheduler.shutdownNow();
	}

}
