package io.wirepost.cluster.lease;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease that this process wants, or has. Safe for all threads. */
final class SoughtLease {

	private static final Logger log = LoggerFactory.getLogger(SoughtLease.class);

	private final String name;

	private final LeaseHolder holder;

	/** The lease; null while this process does not have it. */
	private volatile @Nullable Lease held;

	/** When the last renewal that succeeded began, as {@link System#nanoTime()}. */
	private volatile long renewedAt;

	/** The lease that the work was told; written under the lock. */
	private volatile @Nullable Lease running;

	private final AtomicBoolean settling = new AtomicBoolean();

	SoughtLease(String name, LeaseHolder holder) {
		this.name = name;
		this.holder = holder;
	}

	String name() {
		return this.name;
	}

	@Nullable Lease held() {
		return this.held;
	}

	void acquired(Lease lease, long begin) {
		this.renewedAt = begin;
		this.held = lease;
	}

	/**
	 * A renewal was answered.
	 * @param epoch the lease's; null if another replica has it
	 * @param begin when it was begun
	 */
	void renewed(@Nullable Long epoch, long begin) {
		Lease now = this.held;
		if (now != null && epoch != null && epoch == now.epoch()) {
			this.renewedAt = begin;
		}
		else if (now != null) {
			lose("another replica has it");
		}
	}

	/** Gives up what was not renewed for too long: others may have it soon. */
	void check(long now, long patience) {
		Lease lease = this.held;
		if (lease != null && lease.isShared() && now - this.renewedAt > patience) {
			lose("it could not be renewed");
		}
	}

	boolean isHeld(long now, long patience) {
		Lease lease = this.held;
		return lease != null && (!lease.isShared() || now - this.renewedAt <= patience);
	}

	private void lose(String why) {
		log.warn("This replica stops '{}': {}", this.name, why);
		this.held = null;
	}

	/** Has {@link #settle()} run on another thread, if it is due and does not run. */
	void settleOn(Executor executor) {
		if (!Objects.equals(this.held, this.running) && this.settling.compareAndSet(false, true)) {
			executor.execute(() -> {
				try {
					settle();
				}
				catch (RuntimeException ex) {
					log.warn("'{}' cannot begin or end; it is tried again", this.name, ex);
				}
				finally {
					this.settling.set(false);
				}
			});
		}
	}

	/** Stops to want it. */
	@Nullable Lease leave() {
		Lease last = this.held;
		this.held = null;
		settle();
		return last;
	}

	/** Has the work begin or end, as is due. */
	synchronized void settle() {
		Lease due = this.held;
		if (this.running != null && !this.running.equals(due)) {
			this.running = null;
			this.holder.lost();
		}
		if (due != null && this.running == null) {
			begin(due);
		}
	}

	private void begin(Lease lease) {
		boolean begun = false;
		try {
			this.holder.gained(lease);
			this.running = lease;
			begun = true;
		}
		finally {
			if (!begun) {
				this.holder.lost();
			}
		}
	}

}
