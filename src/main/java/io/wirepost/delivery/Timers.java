package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** What deliveries do later, and how long answers took. Safe for all threads. */
@Component
class Timers implements DisposableBean {

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "wirepost-deliveries");
		thread.setDaemon(true);
		return thread;
	});

	private final Timer replies;

	Timers(MeterRegistry registry) {
		// What is cancelled, as nearly all is, must not wait for its time in memory.
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.replies = Timer.builder("wirepost.delivery.reply")
			.description("From the last byte written to the answer")
			.publishPercentileHistogram()
			.register(registry);
	}

	/** Has something done later, on a thread that it must not block. */
	Future<?> after(Duration delay, Runnable task) {
		return this.scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** An answer has come so long after its request was written. */
	void replied(long nanos) {
		this.replies.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void destroy() {
		this.scheduler.shutdownNow();
	}

}
