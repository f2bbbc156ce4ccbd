package io.wirepost.web.replica;

import java.util.List;
import java.util.UUID;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.Ownership;
import io.wirepost.delivery.SharedQueues;
import io.wirepost.message.DeviceId;
import io.wirepost.security.HopFilter;
import io.wirepost.settings.SharedSettings;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What replicas tell each other. Callers find nothing here. */
@RestController
class ClusterController {

	private final Ownership ownership;

	private final SharedQueues queues;

	private final List<SharedSettings> settings;

	ClusterController(Ownership ownership, SharedQueues queues, List<SharedSettings> settings) {
		this.ownership = ownership;
		this.queues = queues;
		this.settings = settings;
	}

	@PostMapping("/cluster/takeovers")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void takeOver(@RequestBody Takeovers taken, HttpServletRequest http) {
		HopFilter.require(http);
		taken.items()
			.forEach((one) -> this.ownership.lost(new OwnerStore.Lost(new DeviceId(one.device()), one.connection()),
					one.keep()));
	}

	@PostMapping("/cluster/owners")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void giveBack(@RequestBody GivenBack given, HttpServletRequest http) {
		HopFilter.require(http);
		this.ownership.givenBack(new DeviceId(given.device()));
	}

	@PostMapping("/cluster/queues")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void look(@RequestBody Waiting waiting, HttpServletRequest http) {
		HopFilter.require(http);
		this.queues.look(waiting.devices().stream().map(DeviceId::new).toList());
	}

	@PostMapping("/cluster/changes")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void reload(@RequestBody Changed changed, HttpServletRequest http) {
		HopFilter.require(http);
		this.settings.stream()
			.filter((one) -> one.kind().equals(changed.kind()))
			.forEach((one) -> one.reload(changed.name()));
	}

	/** Connections that have lost their devices. */
	record Takeovers(List<Takeover> items) {
	}

	/** A connection that has lost its device. */
	record Takeover(String device, UUID connection, boolean keep) {
	}

	/** A device that is nowhere else any more. */
	record GivenBack(String device) {
	}

	/** Devices for which something waits. */
	record Waiting(List<String> devices) {
	}

	/** Something that was put or removed. */
	record Changed(String kind, String name) {
	}

}
