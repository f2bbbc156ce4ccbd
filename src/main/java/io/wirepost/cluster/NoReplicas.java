package io.wirepost.cluster;

import java.util.List;
import java.util.UUID;

/** A process on its own. */
final class NoReplicas implements ReplicaStore {

	@Override
	public List<Replica> beat(int connections, boolean draining) {
		return List.of();
	}

	@Override
	public boolean declareDead(Replica seen) {
		return false;
	}

	@Override
	public boolean undertake(UUID dead) {
		return false;
	}

	@Override
	public void bury(UUID dead) {
		// There is none.
	}

	@Override
	public void leave() {
		// Nobody else is there.
	}

}
