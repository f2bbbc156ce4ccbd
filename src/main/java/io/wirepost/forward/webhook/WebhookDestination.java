package io.wirepost.forward.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.Counter;
import io.wirepost.forward.Destination;
import io.wirepost.forward.NotTakenException;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.DevicePattern;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import io.wirepost.message.MessageView;
import io.wirepost.message.TraceParent;
import io.wirepost.network.TargetRefusedException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts messages to an address. For the one thread of its forwarder, apart from
 * {@link #sent}.
 */
final class WebhookDestination implements Destination {

	private static final Logger log = LoggerFactory.getLogger(WebhookDestination.class);

	/** How long to wait for a response's body. */
	private static final long BODY_MILLIS = 1_000;

	private static final int MAX_REASON = 200;

	private static final ContentType JSON = ContentType.create("application/json");

	private final String name;

	private final WebhookSettings settings;

	private final DevicePattern devices;

	private final @Nullable Signature signature;

	private final @Nullable StandardSignature standardSignature;

	private final WebhookClient client;

	private final JsonMapper json;

	private final Clock clock;

	private final DeadLetters deadLetters;

	/** Counts connections that the guard did not permit. */
	private final Counter refusals;

	/** The replay whose posts these are; null for the normal run. */
	private final @Nullable UUID replay;

	private volatile long sent;

	WebhookDestination(String name, WebhookSettings settings, WebhookClient client, JsonMapper json, Clock clock,
			DeadLetters deadLetters, Counter refusals, @Nullable UUID replay) {
		this.name = name;
		this.settings = settings;
		this.devices = DevicePattern.of(settings.devices());
		this.signature = (settings.secret() != null) ? new Signature(settings.secret()) : null;
		this.standardSignature = (settings.secret() != null) ? new StandardSignature(settings.secret()) : null;
		this.client = client;
		this.json = json;
		this.clock = clock;
		this.deadLetters = deadLetters;
		this.refusals = refusals;
		this.replay = replay;
	}

	@Override
	public String name() {
		return ((this.replay != null) ? "replay:" : "webhook:") + this.name;
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

	/** How many messages were accepted. */
	long sent() {
		return this.sent;
	}

	@Override
	public void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException {
		if (this.settings.onRefused() == OnRefused.BLOCK) {
			Refusal refusal = post(batch);
			if (refusal != null) {
				throw new NotTakenException(refusal.sentence());
			}
			return;
		}
		List<DeadLetter> refused = new ArrayList<>();
		AtomicInteger done = new AtomicInteger();
		try {
			sendOrSkip(batch, refused, done);
		}
		catch (NotTakenException ex) {
			this.deadLetters.add(refused);
			throw new NotTakenException(String.valueOf(ex.getMessage()), done.get(), ex.retryAfter());
		}
		this.deadLetters.add(refused);
	}

	/**
	 * Halves what is refused until the refused messages are alone: fewer than two posts
	 * for each message of the batch, in the order of the messages.
	 */
	private void sendOrSkip(List<DeviceMessage> batch, List<DeadLetter> refused, AtomicInteger done)
			throws NotTakenException, InterruptedException {
		Deque<List<DeviceMessage>> parts = new ArrayDeque<>(List.of(batch));
		while (!parts.isEmpty()) {
			List<DeviceMessage> part = parts.pop();
			Refusal refusal = post(part);
			if (refusal == null) {
				done.addAndGet(part.size());
			}
			else if (part.size() == 1) {
				refused.add(refusal.of(part.get(0), this.clock.instant()));
				done.incrementAndGet();
			}
			else {
				int half = part.size() / 2;
				parts.push(part.subList(half, part.size()));
				parts.push(part.subList(0, half));
			}
		}
	}

	/** Returns null if the batch was accepted. */
	private @Nullable Refusal post(List<DeviceMessage> batch) throws NotTakenException, InterruptedException {
		byte[] body = this.json
			.writeValueAsBytes(new Body(this.name, this.replay, batch.stream().map(MessageView::of).toList()));
		WebhookClient.Exchange exchange = this.client.send(request(batch, body));
		try {
			WebhookClient.Head answer = exchange.head().get(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
			awaitEnd(exchange.end());
			check(answer);
			if (answer.isRefusal()) {
				return Refusal.of(answer.status(), exchange.body().text());
			}
			this.sent += batch.size();
			return null;
		}
		catch (TimeoutException ex) {
			throw new NotTakenException(noAnswer());
		}
		catch (ExecutionException ex) {
			throw new NotTakenException(why(ex.getCause()));
		}
		finally {
			exchange.cancel();
		}
	}

	/**
	 * Reads the body to its end, so that the connection can be reused. A body that hangs
	 * or is cut is not a failure: the status decides, and sending the batch again would
	 * duplicate it.
	 */
	private void awaitEnd(CompletableFuture<Void> end) throws InterruptedException {
		try {
			end.get(BODY_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			log.debug("The response of the receiver of {} was not complete", this.name, ex);
		}
	}

	/**
	 * The same whenever the same messages are posted, and another for others: a batch
	 * that is sent again may have grown, and a receiver may ignore an id that it knows.
	 */
	private static String idOf(List<DeviceMessage> batch) {
		MessageId first = batch.get(0).requiredId();
		MessageId last = batch.get(batch.size() - 1).requiredId();
		return first.equals(last) ? first.toString() : first + "_" + last;
	}

	private HttpPost request(List<DeviceMessage> batch, byte[] body) {
		String id = idOf(batch);
		long now = this.clock.instant().getEpochSecond();
		HttpPost request = new HttpPost(this.settings.uri());
		request.setEntity(new ByteArrayEntity(body, JSON));
		request.setHeader("Wirepost-Webhook", this.name);
		request.setHeader("webhook-id", id);
		request.setHeader("webhook-timestamp", Long.toString(now));
		if (this.signature != null) {
			request.setHeader("Wirepost-Signature", this.signature.of(now, body));
		}
		if (this.standardSignature != null) {
			request.setHeader("webhook-signature", this.standardSignature.of(id, now, body));
		}
		TraceParent trace = batch.get(0).trace();
		if (trace != null && batch.stream().allMatch((one) -> trace.equals(one.trace()))) {
			// Those of a mixed batch are in its messages.
			request.setHeader(TraceParent.HEADER, trace.value());
		}
		if (this.replay != null) {
			request.setHeader("Wirepost-Replay", this.replay.toString());
		}
		return request;
	}

	private void check(WebhookClient.Head answer) throws NotTakenException {
		int status = answer.status();
		if ((status >= 200 && status < 300) || answer.isRefusal()) {
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
			after = RetryAfter.parse(answer.retryAfter(), now);
		}
		throw new NotTakenException("The receiver answered %d".formatted(status), 0, after);
	}

	private String noAnswer() {
		return "The receiver did not answer within %d ms".formatted(this.settings.timeout().toMillis());
	}

	private String why(@Nullable Throwable cause) {
		if (cause instanceof TargetRefusedException refused) {
			this.refusals.increment();
			return String.valueOf(refused.getMessage());
		}
		if (cause instanceof SocketTimeoutException) {
			return noAnswer();
		}
		if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
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

	/** A definite refusal of a post. */
	private record Refusal(int status, String reason) {

		static Refusal of(int status, String excerpt) {
			return new Refusal(status, excerpt.isEmpty() ? sentence(status) : excerpt);
		}

		String sentence() {
			return sentence(this.status);
		}

		private static String sentence(int status) {
			return "The receiver answered %d".formatted(status);
		}

		DeadLetter of(DeviceMessage message, Instant now) {
			return new DeadLetter(message.requiredId(), message.device(), now, this.status, this.reason);
		}

	}

	/** The body of a post. */
	private record Body(String webhook, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID replay,
			List<MessageView> items) {
	}

}
