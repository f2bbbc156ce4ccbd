package io.wirepost.web.request;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.SendOptions;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.message.Payload;
import io.wirepost.message.TraceParent;
import io.wirepost.web.request.InvalidRequestException;
import io.wirepost.web.request.ParameterNames;
import io.wirepost.web.request.RequestFaults;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * What a request asks to send: JSON, or the payload itself with options in the query. For
 * one request, on its thread.
 *
 * @param json the body; null if it is the payload
 * @param payload the payload; null if the body is JSON
 * @param contentType the payload's content type
 * @param keyScope whose idempotency keys count; null where all callers are one
 * @param trace the trace of the request; null for none
 * @param keeps whether the message may wait for its receiver
 */
public record SendBody(@Nullable SendRequest json, byte @Nullable [] payload, MediaType contentType,
		@Nullable String awaitReply, @Nullable String expiresIn, @Nullable String idempotencyKey,
		@Nullable String keyScope, @Nullable TraceParent trace, boolean keeps) {

	public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	/** The content types of openapi.yaml. */
	public static final List<MediaType> CONTENT_TYPES = List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN,
			MediaType.APPLICATION_OCTET_STREAM);

	/** The query parameters, where the body is the payload. */
	public static final List<String> PARAMETERS = List.of("awaitReply", "expiresIn");

	/**
	 * Reads a request.
	 * @param keyScope whose idempotency keys count; null where all callers are one
	 * @throws HttpMessageNotReadableException if the body does not come, or is no such
	 * JSON
	 * @throws HttpMediaTypeNotSupportedException if the body is something else
	 * @throws InvalidRequestException if there are unknown query parameters
	 */
	public static SendBody of(HttpServletRequest http, JsonMapper mapper, boolean keeps, @Nullable String keyScope)
			throws HttpMediaTypeNotSupportedException {
		MediaType type = contentType(http);
		String key = http.getHeader(IDEMPOTENCY_KEY);
		TraceParent trace = TraceParent.ofHeader(http.getHeader(TraceParent.HEADER));
		if (MediaType.APPLICATION_JSON.includes(type)) {
			ParameterNames.check(http, List.of());
			SendRequest json = json(http, mapper);
			return new SendBody(json, null, type, json.awaitReply(), json.expiresIn(), key, keyScope, trace, keeps);
		}
		ParameterNames.check(http, PARAMETERS);
		return new SendBody(null, bytes(http), type, http.getParameter("awaitReply"), http.getParameter("expiresIn"),
				key, keyScope, trace, keeps);
	}

	private static MediaType contentType(HttpServletRequest http) throws HttpMediaTypeNotSupportedException {
		String given = http.getContentType();
		if (given == null) {
			throw new InvalidRequestException("Content-Type",
					"this header is missing; set it to one of " + MediaType.toString(CONTENT_TYPES));
		}
		try {
			MediaType type = MediaType.parseMediaType(given);
			if (CONTENT_TYPES.stream().anyMatch((known) -> known.includes(type))) {
				return type;
			}
			throw new HttpMediaTypeNotSupportedException(type, CONTENT_TYPES);
		}
		catch (InvalidMediaTypeException ex) {
			throw new HttpMediaTypeNotSupportedException(ex.getMessage(), CONTENT_TYPES);
		}
	}

	private static SendRequest json(HttpServletRequest http, JsonMapper mapper) {
		try {
			SendRequest json = mapper.readValue(http.getInputStream(), SendRequest.class);
			if (json != null) {
				return json;
			}
			throw new HttpMessageNotReadableException("The body is missing", new ServletServerHttpRequest(http));
		}
		catch (JacksonException | IOException ex) {
			throw unreadable(ex, http);
		}
	}

	private static byte[] bytes(HttpServletRequest http) {
		try {
			return http.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			throw unreadable(ex, http);
		}
	}

	private static HttpMessageNotReadableException unreadable(Exception cause, HttpServletRequest http) {
		return new HttpMessageNotReadableException("The body cannot be read", cause,
				new ServletServerHttpRequest(http));
	}

	/**
	 * Sends it.
	 * @param charset the receiver's charset; asked for once
	 * @throws InvalidRequestException if the request has faults
	 */
	public CompletableFuture<Delivery> send(Supplier<Charset> charset,
			BiFunction<Outgoing, SendOptions, CompletableFuture<Delivery>> deliveries) {
		RequestFaults faults = new RequestFaults();
		Outgoing outgoing = outgoing(charset.get(), faults);
		SendOptions options = options(faults);
		faults.check();
		if (outgoing == null) {
			throw new InvalidRequestException("", "There is nothing to send");
		}
		return deliveries.apply(outgoing, options);
	}

	private SendOptions options(RequestFaults faults) {
		if (this.expiresIn != null && !this.keeps) {
			faults.add("expiresIn",
					"a closed connection does not come back; leave expiresIn out, or send to the device");
		}
		return new SendOptions(faults.duration("awaitReply", this.awaitReply, Deliveries.LONGEST_WAIT),
				replyEnd(faults), faults.duration("expiresIn", this.expiresIn, Deliveries.LONGEST_EXPIRY),
				faults.read(IDEMPOTENCY_KEY, this.idempotencyKey, this::key), this.trace);
	}

	private @Nullable ReplyEnd replyEnd(RequestFaults faults) {
		SendRequest.Reply reply = (this.json != null) ? this.json.reply() : null;
		if (reply == null) {
			return null;
		}
		if (this.awaitReply == null) {
			faults.add("awaitReply", "set it as well: reply says when the awaited reply is complete");
		}
		Duration quiet = faults.duration("reply.quiet", reply.quiet(), ReplyEnd.LONGEST_QUIET);
		boolean faulty = reply.quiet() != null && quiet == null;
		return faulty ? null : faults.settings("reply", () -> ReplyEnd.of(reply.until(), reply.frames(), quiet));
	}

	private SendOptions.Key key(String key) {
		if (!key.matches("[!-~]([ -~]{0,253}[!-~])?")) {
			throw new IllegalArgumentException("a key has 1 to 255 visible ASCII characters");
		}
		return new SendOptions.Key(this.keyScope, key);
	}

	/** The body's bytes; text in another charset is encoded in the receiver's charset. */
	private @Nullable Outgoing outgoing(Charset charset, RequestFaults faults) {
		if (this.json != null) {
			return this.json.content().outgoing(charset, faults);
		}
		Payload bytes = Payload.owning((this.payload != null) ? this.payload : new byte[0]);
		if (!MediaType.TEXT_PLAIN.includes(this.contentType)) {
			return new Outgoing(bytes, null);
		}
		Charset theirs = (this.contentType.getCharset() != null) ? this.contentType.getCharset()
				: StandardCharsets.UTF_8;
		if (theirs.equals(charset)) {
			return new Outgoing(bytes, charset);
		}
		String text = bytes.decode(theirs)
			.orElseThrow(() -> new InvalidRequestException("",
					"The body is not text in %s; name its charset in Content-Type, or send application/octet-stream"
						.formatted(theirs)));
		return new Outgoing(Payload.of(text, charset), charset);
	}

}
