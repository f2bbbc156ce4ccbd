package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wirepost.connection.Connection;
import io.wirepost.connection.DialFailedException;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A delivery with all that it takes to send it.
 *
 * @param expectation the answer that it calls for; null for none
 */
record Prepared(Connection connection, Payload payload, @Nullable Expectation expectation) {

	/** How long a connection may take to be found or dialled. */
	private static final Duration ROUTE = Duration.ofMinutes(2);

	/**
	 * Finds or dials the connection, and reads what is to be sent. Does not block.
	 * @param known what is to be sent; null if only the store has it
	 */
	static CompletableFuture<Prepared> of(Attempt attempt, @Nullable Outgoing known, DeliveryWriter records) {
		CompletableFuture<Route> route = route(attempt);
		CompletableFuture<Outgoing> outgoing = (known != null) ? CompletableFuture.completedFuture(known)
				: route.thenCompose((found) -> records.outgoing(attempt));
		return route.thenCombine(outgoing, (found, bytes) -> of(attempt, found, bytes));
	}

	private static CompletableFuture<Route> route(Attempt attempt) {
		try {
			return attempt.route.get().copy().orTimeout(ROUTE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static Prepared of(Attempt attempt, Route route, Outgoing outgoing) {
		Connection connection = route.connection();
		Payload payload = outgoing.in(connection.charset());
		String token = route.matcher().ofRequest(payload, connection.charset());
		if (token == null && attempt.awaitReply != null) {
			throw new TokenMissingException();
		}
		return new Prepared(connection, payload, (token != null) ? new Expectation(route.matcher(), token) : null);
	}

	/** Why a delivery could not be prepared, as its sender is told. */
	static RuntimeException why(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof TimeoutException) {
			return new DeviceNotConnectedException("dial-timeout",
					"No connection to the device came about within %d s".formatted(ROUTE.toSeconds()));
		}
		if (cause instanceof DialFailedException dial) {
			return new DeviceNotConnectedException(dial.reason(), dial.getMessage());
		}
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(cause);
	}

}
