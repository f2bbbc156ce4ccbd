package io.wirepost.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.Conversation;
import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Exchanges;
import io.wirepost.delivery.reply.Exchange;
import io.wirepost.message.DeviceId;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.Step;
import io.wirepost.web.request.ExchangeRequest;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.request.SendBody;
import io.wirepost.security.audit.Audited;
import io.wirepost.web.response.CallerWatch;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Holds a conversation with a device. No thread waits for its end. */
@RestController
class ExchangeController {

	private final Exchanges exchanges;

	private final Deliveries deliveries;

	private final CallerWatch callers;

	ExchangeController(Exchanges exchanges, Deliveries deliveries, CallerWatch callers) {
		this.exchanges = exchanges;
		this.deliveries = deliveries;
		this.callers = callers;
	}

	@PostMapping(path = "/api/devices/{id}/exchanges", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<ExchangeView> exchange(@PathVariable DeviceId id, @RequestBody ExchangeRequest body,
			HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		if (http.getHeader(SendBody.IDEMPOTENCY_KEY) != null) {
			faults.add(SendBody.IDEMPOTENCY_KEY, "an exchange cannot be repeated under a key; leave the header out");
		}
		List<Step> steps = body.read(this.deliveries.charset(id), faults);
		faults.check();
		Audited.size(http, steps.stream().mapToLong((step) -> step.request().size()).sum());
		Exchanges.Running running = this.exchanges.begin(id, steps,
				TraceParent.ofHeader(http.getHeader(TraceParent.HEADER)));
		Audited.id(http, running.outcome().thenApply(Exchange::id));
		CallerWatch.Watch watch = this.callers.watch(http, running.cancel());
		return running.outcome().whenComplete((exchange, failure) -> watch.end()).thenApply((exchange) -> {
			if (exchange.end() != Conversation.End.DONE) {
				throw new ExchangeFailedException(exchange);
			}
			return ExchangeView.of(exchange);
		});
	}

}
