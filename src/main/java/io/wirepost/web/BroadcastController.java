package io.wirepost.web;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.Broadcast;
import io.wirepost.delivery.Broadcasts;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.message.DeviceId;
import io.wirepost.message.TraceParent;
import io.wirepost.web.request.BroadcastRequest;
import io.wirepost.web.request.Content;
import io.wirepost.web.request.Ids;
import io.wirepost.web.request.InvalidRequestException;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.security.audit.Audited;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sends to many devices at once. */
@RestController
class BroadcastController {

	private final Broadcasts broadcasts;

	private final Deliveries deliveries;

	BroadcastController(Broadcasts broadcasts, Deliveries deliveries) {
		this.broadcasts = broadcasts;
		this.deliveries = deliveries;
	}

	@PostMapping(path = "/api/broadcasts", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ResponseEntity<Begun>> send(@RequestBody BroadcastRequest request, HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		Content content = request.content();
		// Text is encoded in each device's charset; bytes are the same for all.
		Outgoing bytes = (content.isOne(faults) && content.text() == null)
				? content.outgoing(StandardCharsets.UTF_8, faults) : null;
		Duration expiresIn = faults.duration("expiresIn", request.expiresIn(), Deliveries.LONGEST_EXPIRY);
		List<DeviceId> devices = devices(request.to(), faults);
		Map<Charset, Outgoing> texts = new HashMap<>();
		Audited.size(http, ((bytes != null) ? bytes : text(content, StandardCharsets.UTF_8)).payload().size());
		CompletableFuture<Broadcast> sent = this.broadcasts.send(devices,
				(device) -> (bytes != null) ? bytes
						: texts.computeIfAbsent(this.deliveries.charset(device), (charset) -> text(content, charset)),
				expiresIn, TraceParent.ofHeader(http.getHeader(TraceParent.HEADER)));
		Audited.id(http, sent.thenApply(Broadcast::id));
		return sent.thenApply((broadcast) -> ResponseEntity.accepted()
			.location(URI.create("/api/broadcasts/" + broadcast.id()))
			.body(new Begun(broadcast.id(), broadcast.deliveries(), broadcast.failed())));
	}

	private static Outgoing text(Content content, Charset charset) {
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = content.outgoing(charset, faults);
		faults.check();
		if (outgoing == null) {
			throw new InvalidRequestException("", "There is nothing to send");
		}
		return outgoing;
	}

	/** The recipients; looked up only after everything else was checked. */
	private List<DeviceId> devices(BroadcastRequest.@Nullable To to, RequestFaults faults) {
		List<DeviceId> named = new ArrayList<>();
		if (to == null || !to.isOne()) {
			faults.add("to", "give exactly one of devices, tag and connected: true");
		}
		else if (to.devices() != null) {
			for (String device : to.devices()) {
				DeviceId id = faults.read("to.devices", (device != null) ? device : "", DeviceId::new);
				if (id != null) {
					named.add(id);
				}
			}
			if (to.devices().size() > Broadcasts.MOST) {
				faults.add("to.devices", "%d devices are more than %d".formatted(to.devices().size(), Broadcasts.MOST));
			}
		}
		faults.check();
		if (to != null && to.tag() != null) {
			return this.broadcasts.tagged(to.tag());
		}
		return (to != null && to.devices() == null) ? this.broadcasts.connected() : named;
	}

	@GetMapping("/api/broadcasts/{id}")
	State one(@PathVariable String id) {
		Broadcast broadcast = this.broadcasts.find(Ids.uuid(id, "broadcast"))
			.orElseThrow(() -> new NotFoundException("broadcast", id));
		return new State(broadcast.id(), broadcast.createdAt(), broadcast.deliveries(), broadcast.failed(),
				broadcast.statuses());
	}

	/** The answer to an accepted broadcast. */
	record Begun(UUID id, int deliveries, int failed) {
	}

	/** The current state of a broadcast. */
	record State(UUID id, Instant createdAt, int deliveries, int failed, Map<Delivery.Status, Long> statuses) {
	}

}
