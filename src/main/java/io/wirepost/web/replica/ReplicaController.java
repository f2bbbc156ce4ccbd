package io.wirepost.web.replica;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Ending;
import io.wirepost.cluster.Replica;
import io.wirepost.cluster.Replicas;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.response.PageView;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the replicas, and has one stop. */
@RestController
class ReplicaController {

	private final Cluster cluster;

	private final Replicas replicas;

	private final Forwarding forwarding;

	private final Ending ending;

	ReplicaController(Cluster cluster, Replicas replicas, Forwarding forwarding, Ending ending) {
		this.cluster = cluster;
		this.replicas = replicas;
		this.forwarding = forwarding;
		this.ending = ending;
	}

	/** None for a process on its own. */
	@GetMapping("/api/replicas")
	PageView<ReplicaView> list() {
		return new PageView<>(this.replicas.all().stream().map(ReplicaView::of).toList(), null);
	}

	@PostMapping("/api/replicas/{id}/drain")
	CompletableFuture<ResponseEntity<Void>> drain(@PathVariable String id) {
		Replica replica = this.replicas.all()
			.stream()
			.filter((one) -> one.id().equals(id) && one.state() != Replica.State.DEAD)
			.findFirst()
			.orElseThrow(() -> new NotFoundException("replica", id));
		if (replica.incarnation().equals(this.cluster.self().incarnation())) {
			this.replicas.drain();
			this.ending.end();
			return CompletableFuture.completedFuture(ResponseEntity.status(HttpStatus.ACCEPTED).build());
		}
		return this.forwarding
			.to(replica,
					new Forward("POST", "/api/replicas/" + id + "/drain", Map.of(), new byte[0],
							new CompletableFuture<>()))
			.thenApply((response) -> ResponseEntity.status(response.statusCode()).build());
	}

}
