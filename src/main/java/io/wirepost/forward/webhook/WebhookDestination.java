package io.wirepost.forward.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wirepost.forward.Destination;
import io.wirepost.forward.NotTakenException;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.DevicePattern;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Posts messages to an address. For the one thread of its forwarder. */
final class WebhookDestination implements Destination {

	private static final Logger log = LoggerFactory.getLogger(WebhookDestination.class);

	/** How long to wait for a response's body. */
	private static final long BODY_MILLIS = 1_000;

	private static final int MAX_REASON = 200;

	private final String name;

	private final WebhookSettings settings;

	private final DevicePattern devices;

	private final @Nullable Signature signature;

	private final HttpClient client;

	private final JsonMapper json;

	private final Clock clock;

	WebhookDestination(String name, WebhookSettings settings, HttpClient client, JsonMapper json, Clock clock) {
		this.name = name;
		this.settings = settings;
		this.devices = DevicePattern.of(settings.devices());
		this.signature = (settings.secret() != null) ? new Signature(settings.secret()) : null;
		this.client = client;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "webhook:" + this.name;
	}

	@Override
	public int batchSize() {
		return this.settings.batchSize();
	}

	@Override
	public boolean wants(DeviceMessage message) {
		return wants(message.direction()) && wants(message.interpretation().kind())
				&& this.devices.matches(message.device());
	}

	private boolean wants(Direction direction) {
		Direction asked = this.settings.direction();
		return (direction == Direction.EVENT) ? this.settings.events() || asked == direction
				: asked == null || asked == direction;
	}

	private boolean wants(@Nullable String kind) {
		return this.settings.kinds().isEmpty() || (kind != null && this.settings.kinds().contains(kind));
	}

	@Override
	public void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException {
		byte[] body = this.json.writeValueAsBytes(new Body(this.name, batch.stream().map(MessageView::of).toList()));
		CompletableFuture<Head> head = new CompletableFuture<>();
		CompletableFuture<HttpResponse<Void>> whole = this.client.sendAsync(request(body), (answer) -> {
			head.complete(new Head(answer.statusCode(), answer.headers()));
			return HttpResponse.BodySubscribers.discarding();
		});
		whole.whenComplete((answer, failure) -> {
			if (failure != null) {
				head.completeExceptionally(failure);
			}
		});
		try {
			Head answer = head.get(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
			awaitEnd(whole);
			check(answer);
		}
		catch (TimeoutException ex) {
			throw new NotTakenException(noAnswer());
		}
		catch (ExecutionException ex) {
			throw new NotTakenException(why(ex.getCause()));
		}
		finally {
			whole.cancel(true);
		}
	}

	/**
	 * Reads the body to its end, so that the connection can be reused. A body that hangs
	 * or is cut is not a failure: the status decides, and sending the batch again would
	 * duplicate it.
	 */
	private void awaitEnd(CompletableFuture<HttpResponse<Void>> whole) throws InterruptedException {
		try {
			whole.get(BODY_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			log.debug("The response of the receiver of {} was not complete", this.name, ex);
		}
	}

	private HttpRequest request(byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.settings.uri())
			.timeout(this.settings.timeout())
			.header("Content-Type", "application/json")
			.header("User-Agent", "Wirepost")
			.header("Wirepost-Webhook", this.name)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
		if (this.signature != null) {
			request.header("Wirepost-Signature", this.signature.of(this.clock.instant().getEpochSecond(), body));
		}
		return request.build();
	}

	private void check(Head answer) throws NotTakenException {
		int status = answer.status();
		if (status >= 200 && status < 300) {
			return;
		}
		if (status >= 300 && status < 400) {
			throw new NotTakenException(
					"The receiver answered %d; redirects are not followed, set url to where it leads"
						.formatted(status));
		}
		Duration after = Duration.ZERO;
		if (status == 429 || status == 503) {
			Instant now = this.clock.instant();
			after = answer.headers()
				.firstValue("Retry-After")
				.map((value) -> RetryAfter.parse(value, now))
				.orElse(Duration.ZERO);
		}
		throw new NotTakenException("The receiver answered %d".formatted(status), 0, after);
	}

	private String noAnswer() {
		return "The receiver did not answer within %d ms".formatted(this.settings.timeout().toMillis());
	}

	private String why(@Nullable Throwable cause) {
		if (cause instanceof HttpTimeoutException) {
			return noAnswer();
		}
		if (cause instanceof ConnectException) {
			return "The receiver cannot be reached";
		}
		String message = (cause instanceof IOException) ? cause.getMessage() : null;
		return (message != null) ? "The connection to the receiver failed: " + printable(message)
				: "The connection to the receiver failed";
	}

	/** The exception's message may have bytes of the receiver. */
	private static String printable(String message) {
		String line = message.replaceAll("[^\\x20-\\x7E]", "?");
		return (line.length() > MAX_REASON) ? line.substring(0, MAX_REASON) + "…" : line;
	}

	/** Status and headers of a response. */
	private record Head(int status, HttpHeaders headers) {
	}

	/** The body of a post. */
	private record Body(String webhook, List<MessageView> items) {
	}

}
