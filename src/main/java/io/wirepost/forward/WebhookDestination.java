package io.wirepost.forward;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
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

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Posts messages to an address. For the one thread of its forwarder. */
final class WebhookDestination implements Destination {

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
		return (this.settings.direction() == null || this.settings.direction() == message.direction())
				&& this.devices.matches(message.device());
	}

	@Override
	public void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException {
		byte[] body = this.json.writeValueAsBytes(new Body(this.name, batch.stream().map(MessageView::of).toList()));
		CompletableFuture<HttpResponse<Void>> answer = this.client.sendAsync(request(body),
				HttpResponse.BodyHandlers.discarding());
		try {
			// The request's own timeout ends with the headers; a body may hang, too.
			check(answer.get(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			throw new NotTakenException(noAnswer());
		}
		catch (ExecutionException ex) {
			throw new NotTakenException(why(ex.getCause()));
		}
		finally {
			answer.cancel(true);
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

	private void check(HttpResponse<Void> answer) throws NotTakenException {
		int status = answer.statusCode();
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
		return (message != null) ? "The connection to the receiver failed: " + message
				: "The connection to the receiver failed";
	}

	/** What is posted. */
	private record Body(String webhook, List<MessageView> items) {
	}

}
