package io.wirepost.engine;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.lease.Lease;
import io.wirepost.cluster.lease.LeaseHolder;
import io.wirepost.cluster.lease.Leases;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has one replica of all drop what is old. Safe for all threads. */
@Component
class RetentionLease implements LeaseHolder, SmartLifecycle {

	private final Engine engine;

	private final Cluster cluster;

	private final Leases leases;

	private volatile boolean running;

	RetentionLease(Engine engine, Cluster cluster, Leases leases) {
		this.engine = engine;
		this.cluster = cluster;
		this.leases = leases;
	}

	@Override
	public void gained(Lease lease) {
		this.engine.retain(true);
	}

	@Override
	public void lost() {
		this.engine.retain(false);
	}

	@Override
	public void start() {
		if (this.cluster.isEnabled()) {
			this.engine.retain(false);
			this.leases.seek(Leases.RETENTION, this);
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.leases.leave(Leases.RETENTION);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
