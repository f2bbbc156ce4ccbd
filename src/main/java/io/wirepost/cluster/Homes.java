package io.wirepost.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

import io.wirepost.connection.DialRule;
import io.wirepost.connection.Endpoints;
import io.wirepost.message.DeviceId;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Which replica dials a device: one of those that are up, by the greatest hash of its
 * name with the device's (rendezvous hashing), so that a replica that comes or goes moves
 * only its own share. For a moment two replicas may see it differently, and both dial:
 * then the newer connection counts. Safe for all threads; does not block.
 */
@Component
public class Homes implements DialRule {

	private final Cluster cluster;

	private final Replicas replicas;

	private final ObjectProvider<Endpoints> endpoints;

	/** The names of the replicas that are up. */
	private Set<String> up = Set.of();

	Homes(Cluster cluster, Replicas replicas, ObjectProvider<Endpoints> endpoints) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.endpoints = endpoints;
		replicas.onBeat(this::look);
	}

	private void look(List<Replica> all) {
		Set<String> now = all.stream()
			.filter((one) -> one.state() == Replica.State.UP)
			.map(Replica::id)
			.collect(Collectors.toSet());
		if (!now.equals(this.up)) {
			this.up = now;
			this.endpoints.getObject().rehome();
		}
	}

	/** The home of a device that is dialled; empty for one that dials in. */
	public Optional<Replica> of(DeviceId device) {
		return this.endpoints.getObject().has(device) ? home(device) : Optional.empty();
	}

	private Optional<Replica> home(DeviceId device) {
		return this.replicas.all()
			.stream()
			.filter((one) -> one.state() == Replica.State.UP)
			.max(Comparator.comparingLong((Replica one) -> weight(one.id(), device)).thenComparing(Replica::id));
	}

	private static long weight(String replica, DeviceId device) {
		CRC32C hash = new CRC32C();
		hash.update((replica + " " + device.value()).getBytes(StandardCharsets.UTF_8));
		// Neighbouring sums must not be neighbouring weights.
		return (hash.getValue() * 0x9E37_79B9_7F4A_7C15L) >>> 1;
	}

	@Override
	public boolean dialsHere(DeviceId device) {
		return !this.cluster.isEnabled()
				|| home(device).map((one) -> one.incarnation().equals(this.cluster.self().incarnation())).orElse(false);
	}

}
