package io.wirepost.web;

import java.util.List;
import java.util.UUID;

import io.wirepost.connection.Conversation;
import io.wirepost.delivery.reply.Exchange;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;

/** An exchange in JSON. */
record ExchangeView(UUID id, String deviceId, Conversation.End status, List<StepView> steps) {

	static ExchangeView of(Exchange exchange) {
		return new ExchangeView(exchange.id(), exchange.device().value(), exchange.end(), steps(exchange));
	}

	static List<StepView> steps(Exchange exchange) {
		return exchange.steps().stream().map(StepView::of).toList();
	}

	/**
	 * What came of a step.
	 *
	 * @param sent null if nothing was sent
	 */
	record StepView(@Nullable MessageView sent, List<MessageView> received) {

		static StepView of(Exchange.Done done) {
			return new StepView((done.sent() != null) ? MessageView.of(done.sent()) : null,
					done.received().stream().map(MessageView::of).toList());
		}

	}

}
