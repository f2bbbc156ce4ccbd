package io.wirepost.connection;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.MessageChannel;

/** Where connections come from: a listener, or an endpoint that was dialled. */
interface Origin {

	/** For logs and Spring Integration. */
	String name();

	/** The listener's name; null for an endpoint. */
	@Nullable String listener();

	/** The endpoint as {@code host:port}; null for a listener. */
	@Nullable String endpoint();

	Protocol protocol();

	ConnectionMetrics.Counters counters();

	/** The channel into the flow that ends at the sockets. */
	MessageChannel sink();

	ApplicationEventPublisher events();

	/** Bytes of one of its connections were no frame. */
	void rejected();

}
