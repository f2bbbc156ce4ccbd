package io.wirepost.web;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.wirepost.forward.stream.LiveReader;
import io.wirepost.forward.stream.LiveStream;
import io.wirepost.forward.stream.StreamFilter;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.Position;
import io.wirepost.security.Caller;
import io.wirepost.security.Callers;
import io.wirepost.web.request.RequestFaults;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Streams messages as server-sent events. */
@RestController
class StreamController {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private final LiveStream live;

	private final Callers callers;

	private final Clock clock;

	StreamController(LiveStream live, Callers callers, Clock clock) {
		this.live = live;
		this.callers = callers;
		this.clock = clock;
	}

	/**
	 * Has no {@code produces}: a request that does not accept events would match
	 * {@code /api/messages/{id}}.
	 */
	@GetMapping("/api/messages/stream")
	void follow(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String direction,
			@RequestParam(required = false) @Nullable String kind,
			@RequestParam(required = false) @Nullable String events,
			@RequestParam(required = false) @Nullable String after,
			@RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
			@RequestHeader HttpHeaders headers, HttpServletRequest request, HttpServletResponse response)
			throws HttpMediaTypeNotAcceptableException {
		checkThatEventsAreAccepted(headers);
		RequestFaults faults = new RequestFaults();
		StreamFilter filter = new StreamFilter(faults.read("device", device, DeviceId::new),
				faults.constant("direction", direction, Direction.class),
				faults.read("kind", kind, Interpretation::kind), Boolean.TRUE.equals(faults.flag("events", events)));
		Position query = faults.read("after", after, Position::parse);
		// A browser that reconnects sends the header, and the same query as before.
		// An empty header counts as absent (HTML, section 9.2.4).
		Position header = faults.read(LAST_EVENT_ID, StringUtils.hasText(lastEventId) ? lastEventId : null,
				Position::parse);
		faults.check();
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		// Proxies such as nginx would buffer events otherwise.
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.GET.matches(request.getMethod())) {
			ServletEventSink sink = new ServletEventSink();
			LiveReader reader = this.live.open(filter, (header != null) ? header : query, sink);
			sink.begin(reader, allowed(request), request, response);
		}
	}

	private static void checkThatEventsAreAccepted(HttpHeaders headers) throws HttpMediaTypeNotAcceptableException {
		List<MediaType> accepted = accepted(headers);
		if (!accepted.isEmpty() && accepted.stream().noneMatch(MediaType.TEXT_EVENT_STREAM::isCompatibleWith)) {
			throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.TEXT_EVENT_STREAM));
		}
	}

	private static List<MediaType> accepted(HttpHeaders headers) throws HttpMediaTypeNotAcceptableException {
		try {
			return headers.getAccept();
		}
		catch (InvalidMediaTypeException ex) {
			throw new HttpMediaTypeNotAcceptableException(String.valueOf(ex.getMessage()));
		}
	}

	/** How long the caller may follow: its token may expire. Null for no end. */
	private @Nullable Duration allowed(HttpServletRequest request) {
		return this.callers.of(request)
			.map(Caller::countsUntil)
			.map((expiry) -> Duration.between(this.clock.instant(), expiry))
			.orElse(null);
	}

}
