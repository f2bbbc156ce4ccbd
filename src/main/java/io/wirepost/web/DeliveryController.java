package io.wirepost.web;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryLog;
import io.wirepost.delivery.DeliveryQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.web.request.Ids;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows and cancels deliveries. */
@RestController
class DeliveryController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private final DeliveryLog deliveries;

	DeliveryController(DeliveryLog deliveries) {
		this.deliveries = deliveries;
	}

	@GetMapping("/api/deliveries")
	PageView<DeliveryView> list(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String status,
			@RequestParam(required = false) @Nullable String broadcast,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor) {
		RequestFaults faults = new RequestFaults();
		DeviceId of = faults.read("device", device, DeviceId::new);
		Delivery.Status with = faults.constant("status", status, Delivery.Status.class);
		UUID part = faults.read("broadcast", broadcast, DeliveryController::id);
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		UUID before = faults.read("cursor", cursor, DeliveryController::cursor);
		faults.check();
		DeliveryLog.DeliveryPage page = this.deliveries.list(new DeliveryQuery(of, with, part, before, most));
		return new PageView<>(page.items().stream().map(DeliveryView::of).toList(),
				(page.next() != null) ? page.next().toString() : null);
	}

	private static UUID id(String id) {
		return MessageId.parse(id).value();
	}

	private static UUID cursor(String cursor) {
		try {
			return id(cursor);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'%s' is not a cursor; use next of the previous page".formatted(cursor),
					ex);
		}
	}

	@GetMapping("/api/deliveries/{id}")
	DeliveryView one(@PathVariable String id) {
		return this.deliveries.find(Ids.uuid(id, "delivery"))
			.map(DeliveryView::of)
			.orElseThrow(() -> new NotFoundException("delivery", id));
	}

	@DeleteMapping("/api/deliveries/{id}")
	CompletableFuture<ResponseEntity<Void>> cancel(@PathVariable String id) {
		return this.deliveries.cancel(Ids.uuid(id, "delivery"))
			.thenApply((cancelled) -> ResponseEntity.noContent().build());
	}

}
