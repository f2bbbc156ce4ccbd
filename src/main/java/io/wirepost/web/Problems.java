package io.wirepost.web;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wirepost.cluster.TooManyHopsException;
import io.wirepost.cluster.lease.LeaseLostException;
import io.wirepost.connection.EndpointNotAllowedException;
import io.wirepost.connection.ListenerRefusedException;
import io.wirepost.delivery.poll.PollRefusedException;
import io.wirepost.delivery.reply.Exchange;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.device.DeviceConfiguredException;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.forward.stream.TooManyStreamsException;
import io.wirepost.forward.webhook.ReplayRunningException;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.protocol.ExamplesFailedException;
import io.wirepost.protocol.ProtocolRefusedException;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.web.export.TooManyExportsException;
import io.wirepost.web.replica.ReplicaUnreachableException;
import io.wirepost.web.replica.UnknownOutcomeException;
import io.wirepost.web.request.CamelCase;
import io.wirepost.web.request.InvalidRequestException;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.Problem;
import io.wirepost.delivery.failure.ConnectionUnknownException;
import io.wirepost.delivery.failure.CorrelationIdMissingException;
import io.wirepost.delivery.failure.DeliveryNotKeptException;
import io.wirepost.delivery.failure.DeliveryNotQueuedException;
import io.wirepost.delivery.failure.DeliveryUnknownException;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import io.wirepost.delivery.failure.KeyReusedException;
import io.wirepost.delivery.failure.QueueFullException;
import io.wirepost.delivery.failure.TooManyDevicesException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Maps each exception to its status and problem type. The types and their statuses are
 * part of the contract: openapi.yaml lists them.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

	private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

	private static final String RETRY_SECONDS = "1";

	@ExceptionHandler
	ProblemDetail deviceUnknown(DeviceUnknownException ex) {
		return Problem.of(HttpStatus.NOT_FOUND, "device-unknown", "No such device", ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail connectionUnknown(ConnectionUnknownException ex) {
		return Problem.of(HttpStatus.NOT_FOUND, "connection-unknown", "No such connection", ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail notFound(NotFoundException ex) {
		return Problem.of(HttpStatus.NOT_FOUND, ex.kind() + "-unknown", "No such " + ex.kind(), ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail notConnected(DeviceNotConnectedException ex) {
		return Problem.of(HttpStatus.CONFLICT, "device-not-connected", "The device is not connected", ex.getMessage(),
				Map.of("reason", ex.reason()));
	}

	@ExceptionHandler
	ProblemDetail notDelivered(NotDeliveredException ex) {
		return DeliveryProblem.of(ex.delivery());
	}

	@ExceptionHandler
	ProblemDetail exchangeFailed(ExchangeFailedException ex) {
		Exchange exchange = ex.exchange();
		int step = exchange.steps().size();
		String why = switch (exchange.end()) {
			case CONNECTION_CLOSED -> "the device closed the connection";
			case WRITE_TIMEOUT -> "the device does not read what is written to it";
			case BUFFER_FULL -> "too much waits to be written to the device";
			case NOT_FRAMEABLE -> "the framing of its connection cannot carry what it sends";
			case CANCELLED -> "its caller went away";
			case TOO_LONG -> "more than %d frames or %d bytes came, or there is no memory for more"
				.formatted(ReplyEnd.MOST_FRAMES, ReplyEnd.MOST_BYTES);
			default -> "no frame that it expects came in time";
		};
		return Problem.of(HttpStatus.GATEWAY_TIMEOUT, "step-not-met", "A step was not met",
				"Step %d was not met: %s. The steps so far are in 'steps', and their messages in the journal"
					.formatted(step, why),
				Map.of("exchangeId", exchange.id(), "deviceId", exchange.device().value(), "step", step, "reason",
						exchange.end().name().toLowerCase(Locale.ROOT).replace('_', '-'), "steps",
						ExchangeView.steps(exchange)));
	}

	@ExceptionHandler
	ProblemDetail deliveryUnknown(DeliveryUnknownException ex) {
		return Problem.of(HttpStatus.NOT_FOUND, "delivery-unknown", "No such delivery", ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail notQueued(DeliveryNotQueuedException ex) {
		return Problem.of(HttpStatus.CONFLICT, "delivery-not-queued", "The delivery is not queued", ex.getMessage(),
				Map.of("deliveryId", ex.deliveryId(), "deliveryStatus", ex.status()));
	}

	@ExceptionHandler
	ProblemDetail keyReused(KeyReusedException ex) {
		return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused",
				"The key was used for another request", ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tokenMissing(CorrelationIdMissingException ex) {
		return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "token-missing", "The message has no correlation id",
				ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tooManyDevices(TooManyDevicesException ex) {
		return Problem.invalid(List.of(new Problem.FieldFault("to", String.valueOf(ex.getMessage()))));
	}

	@ExceptionHandler
	ProblemDetail configured(DeviceConfiguredException ex) {
		return Problem.of(HttpStatus.CONFLICT, "device-configured", "The configuration names this device",
				ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail endpointNotAllowed(EndpointNotAllowedException ex) {
		return Problem.of(HttpStatus.FORBIDDEN, "endpoint-not-allowed", "Endpoint not allowed", ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> listenerRefused(ListenerRefusedException ex) {
		String detail = ex.getMessage();
		return switch (ex.reason()) {
			case CONFIGURED -> now(Problem.of(HttpStatus.CONFLICT, "listener-configured",
					"The configuration names this listener", detail));
			case NOT_BOUND -> now(Problem.of(HttpStatus.CONFLICT, "listener-not-bound",
					"The listener's port cannot be bound", detail));
			case NOT_ALLOWED ->
				now(Problem.of(HttpStatus.FORBIDDEN, "listener-not-allowed", "Listener not allowed", detail));
			case TOO_MANY -> now(Problem.of(HttpStatus.CONFLICT, "listeners-full", "Too many listeners", detail));
			case STOPPING ->
				later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "Wirepost is stopping", detail));
		};
	}

	@ExceptionHandler
	ProblemDetail protocolRefused(ProtocolRefusedException ex) {
		String detail = String.valueOf(ex.getMessage());
		return switch (ex.reason()) {
			case CONFIGURED ->
				Problem.of(HttpStatus.CONFLICT, "protocol-configured", "The configuration names this protocol", detail);
			case SHIPPED ->
				Problem.of(HttpStatus.CONFLICT, "protocol-shipped", "The protocol comes with Wirepost", detail);
			case IN_USE -> Problem.of(HttpStatus.CONFLICT, "protocol-in-use", "The protocol is in use", detail);
			case TOO_MANY -> Problem.of(HttpStatus.CONFLICT, "protocols-full", "Too many protocols", detail);
		};
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> pollRefused(PollRefusedException ex) {
		String detail = String.valueOf(ex.getMessage());
		return switch (ex.reason()) {
			case CONFIGURED ->
				now(Problem.of(HttpStatus.CONFLICT, "poll-configured", "The configuration names this poll", detail));
			case TOO_MANY -> now(Problem.of(HttpStatus.CONFLICT, "polls-full", "Too many polls", detail));
			case STOPPING ->
				later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "Wirepost is stopping", detail));
		};
	}

	@ExceptionHandler
	ProblemDetail examplesFailed(ExamplesFailedException ex) {
		return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "examples-failed", "The protocol's examples failed",
				ex.getMessage() + "; failures lists each", Map.of("failures", ex.failures()));
	}

	@ExceptionHandler
	ProblemDetail replayRunning(ReplayRunningException ex) {
		return Problem.of(HttpStatus.CONFLICT, "replay-running", "A replay is running", ex.getMessage());
	}

	private static ResponseEntity<ProblemDetail> now(ProblemDetail problem) {
		return ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
	}

	@ExceptionHandler
	ProblemDetail tooLarge(PayloadTooLargeException ex) {
		return Problem.of(HttpStatus.CONTENT_TOO_LARGE, "payload-too-large", "The payload is too large",
				ex.getMessage(), Map.of("size", ex.size(), "maximum", ex.maximum()));
	}

	@ExceptionHandler
	ProblemDetail bodyTooLarge(BodyTooLargeException ex) {
		return Problem.of(HttpStatus.CONTENT_TOO_LARGE, "payload-too-large", "The request is too large",
				ex.getMessage(), Map.of("maximum", ex.maximum()));
	}

	@ExceptionHandler
	ProblemDetail notFrameable(PayloadNotFrameableException ex) {
		return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "payload-not-frameable", "The payload is not one frame",
				ex.getMessage(), Map.of("offset", ex.offset()));
	}

	@ExceptionHandler
	ProblemDetail notEncodable(PayloadNotEncodableException ex) {
		return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "payload-not-encodable",
				"The text cannot be written in the device's charset", ex.getMessage(), Map.of("offset", ex.offset()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> queueFull(QueueFullException ex) {
		return later(Problem.of(HttpStatus.TOO_MANY_REQUESTS, "queue-full", "Queue full", ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooManyExports(TooManyExportsException ex) {
		return later(Problem.of(HttpStatus.TOO_MANY_REQUESTS, "too-many-exports", "Too many exports", ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooManyStreams(TooManyStreamsException ex) {
		return later(Problem.of(HttpStatus.TOO_MANY_REQUESTS, "too-many-streams", "Too many streams", ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> journalUnavailable(JournalUnavailableException ex) {
		return later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "journal-unavailable",
				"The journal cannot be written now", ex.getMessage()));
	}

	@ExceptionHandler
	ProblemDetail accessDenied(AccessDeniedException ex) {
		return Problem.of(HttpStatus.FORBIDDEN, "forbidden", "Forbidden", ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> replicaUnreachable(ReplicaUnreachableException ex) {
		return later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "replica-unreachable", "A replica cannot be reached",
				ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> leaseLost(LeaseLostException ex) {
		return later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "replica-unreachable", "A replica cannot be reached",
				ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooManyHops(TooManyHopsException ex) {
		return later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "replica-unreachable", "A replica cannot be reached",
				ex.getMessage()));
	}

	@ExceptionHandler
	ProblemDetail unknownOutcome(UnknownOutcomeException ex) {
		return Problem.of(HttpStatus.GATEWAY_TIMEOUT, "unknown-outcome", "Unknown outcome", ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> notKept(DeliveryNotKeptException ex) {
		return later(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "journal-unavailable",
				"The journal cannot be written now", ex.getMessage(), Map.of("deliveryId", ex.deliveryId())));
	}

	@ExceptionHandler
	ProblemDetail parameters(InvalidParameterException ex) {
		return Problem.invalid(List.of(new Problem.FieldFault("", "The query string cannot be read")));
	}

	private static ResponseEntity<ProblemDetail> later(ProblemDetail problem) {
		return ResponseEntity.status(problem.getStatus())
			.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(problem);
	}

	@ExceptionHandler
	ProblemDetail invalid(InvalidRequestException ex) {
		return Problem.invalid(ex.faults());
	}

	@ExceptionHandler
	ProblemDetail invalidSettings(InvalidSettingsException ex) {
		return Problem.invalid(ex.faults()
			.stream()
			.map((Fault fault) -> new Problem.FieldFault(CamelCase.of(fault.property()), fault.sentence()))
			.toList());
	}

	@ExceptionHandler
	ProblemDetail unexpected(Exception ex) {
		LOG.error("A request failed unexpectedly", ex);
		return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Internal error",
				"The request failed; see the log of the service");
	}

	@Override
	protected ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof BodyTooLargeException tooLarge) {
				return respond(bodyTooLarge(tooLarge), headers, request, ex);
			}
			if (cause instanceof SocketTimeoutException) {
				return respond(Problem.of(HttpStatus.REQUEST_TIMEOUT, "request-timeout", "The request was too slow",
						"The body did not arrive in time; send it faster"), headers, request, ex);
			}
		}
		return respond(Problem.invalid(List.of(unreadable(ex.getCause()))), headers, request, ex);
	}

	private static Problem.FieldFault unreadable(@Nullable Throwable cause) {
		if (cause instanceof UnrecognizedPropertyException unknown) {
			return new Problem.FieldFault(unknown.getPropertyName(),
					"unknown field; known fields are " + unknown.getKnownPropertyIds());
		}
		if (cause instanceof StreamReadException syntax) {
			return new Problem.FieldFault("",
					"The body is not JSON: %s, at line %d, column %d".formatted(
							syntax.getOriginalMessage().replaceAll("(?s) \\(start marker.*", ""),
							syntax.getLocation().getLineNr(), syntax.getLocation().getColumnNr()));
		}
		if (cause instanceof DatabindException mapping && !mapping.getPath().isEmpty()) {
			String field = mapping.getPath().get(0).getPropertyName();
			return new Problem.FieldFault((field != null) ? field : "", "this value has the wrong type");
		}
		return new Problem.FieldFault("", "The body is missing, or has the wrong type");
	}

	@Override
	protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(HttpMediaTypeNotSupportedException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return respond(Problem.of(status, "unsupported-media-type", "Unsupported content type",
				"The body's Content-Type is '%s'; set it to one of %s".formatted(
						(ex.getContentType() != null) ? ex.getContentType() : "",
						MediaType.toString(ex.getSupportedMediaTypes()))),
				headers, request, ex);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String field = (ex.getPropertyName() != null) ? ex.getPropertyName() : "";
		String message = (cause instanceof IllegalArgumentException) ? String.valueOf(cause.getMessage())
				: "this value has the wrong type";
		return respond(Problem.invalid(List.of(new Problem.FieldFault(field, message))), headers, request, ex);
	}

	/** Gives the problems of Spring's own exceptions a type of Wirepost. */
	@Override
	protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception ex, @Nullable Object body,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		HttpStatus known = HttpStatus.resolve(status.value());
		String title = (known != null) ? known.getReasonPhrase() : "Error " + status.value();
		ProblemDetail problem = (body instanceof ProblemDetail given) ? given : ProblemDetail.forStatus(status);
		if (problem.getType() == null || !problem.getType().toString().startsWith("urn:wirepost:")) {
			problem = Problem.of(status, title.toLowerCase(Locale.ROOT).replace(' ', '-'), title,
					(problem.getDetail() != null) ? problem.getDetail() : title);
		}
		return super.handleExceptionInternal(ex, problem, headers, status, request);
	}

	private @Nullable ResponseEntity<Object> respond(ProblemDetail problem, HttpHeaders headers, WebRequest request,
			Exception ex) {
		return handleExceptionInternal(ex, problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
	}

}
