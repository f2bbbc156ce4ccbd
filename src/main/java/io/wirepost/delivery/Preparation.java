package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wirepost.connection.Connection;
import io.wirepost.connection.DialFailedException;
import io.wirepost.delivery.reply.Expectation;
import io.wirepost.delivery.reply.ReplyMatcher;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.message.Payload;
import io.wirepost.delivery.failure.CorrelationIdMissingException;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import org.jspecify.annotations.Nullable;

/** Prepares a delivery: finds its connection, its bytes, and what answers it. */
final class Preparation {

	/** How long a connection may take to be found or dialled. */
	private static final Duration ROUTE = Duration.ofMinutes(2);

	private Preparation() {
	}

	/**
	 * Finds or dials the connection, and reads the bytes to send. Does not block.
	 */
	static CompletableFuture<Prepared> of(PendingDelivery one, DeliveryWriter records) {
		CompletableFuture<Routes.Route> route = route(one.receipt);
		Outgoing known = one.receipt.outgoing;
		CompletableFuture<Outgoing> outgoing = (known != null) ? CompletableFuture.completedFuture(known)
				: route.thenCompose((found) -> records.outgoing(one.id()));
		return route.thenCombine(outgoing, (found, bytes) -> of(one, found, bytes));
	}

	private static CompletableFuture<Routes.Route> route(Receipt receipt) {
		try {
			CompletableFuture<Routes.Route> route = receipt.route.get();
			return route.isDone() ? route : route.copy().orTimeout(ROUTE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static Prepared of(PendingDelivery one, Routes.Route route, Outgoing outgoing) {
		Connection connection = route.connection();
		if (one.isExchange()) {
			return new Prepared(connection, outgoing.payload(), route.reply(), null);
		}
		Payload payload = outgoing.in(connection.charset());
		ReplyMatcher matcher = route.reply().matcher();
		String correlationId = matcher.ofRequest(payload, connection.charset());
		if (correlationId == null && one.awaitReply() != null) {
			throw new CorrelationIdMissingException();
		}
		return new Prepared(connection, payload, route.reply(), (correlationId != null)
				? new ReplyTerms(new Expectation(matcher, correlationId), route.reply(), one.terms.replyEnd(), payload)
				: null);
	}

	/** The exception for the sender of a delivery that could not be prepared. */
	static RuntimeException why(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof TimeoutException) {
			return new DeviceNotConnectedException("dial-timeout",
					"No connection to the device could be made within %d s".formatted(ROUTE.toSeconds()));
		}
		if (cause instanceof DialFailedException dial) {
			return new DeviceNotConnectedException(dial.reason(), dial.getMessage());
		}
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(cause);
	}

	/**
	 * What was found.
	 *
	 * @param policy how replies are recognized on the connection
	 * @param reply what answers the request; null if nothing does
	 */
	record Prepared(Connection connection, Payload payload, ReplyPolicy policy, @Nullable ReplyTerms reply) {
	}

}
