package io.wirepost.web;

import io.wirepost.delivery.reply.Exchange;

/** An exchange ended before its last step was done. */
final class ExchangeFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Exchange exchange;

	ExchangeFailedException(Exchange exchange) {
		// Without a stack trace: it is an outcome, not a fault.
		super(exchange.end().name(), null, false, false);
		this.exchange = exchange;
	}

	Exchange exchange() {
		return this.exchange;
	}

}
