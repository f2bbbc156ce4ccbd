package io.wirepost.web;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.wirepost.forward.LiveReader;
import io.wirepost.forward.LiveStream;
import io.wirepost.forward.StreamFilter;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages as they come, as server-sent events. */
@RestController
@Tag(name = "Messages")
class StreamController {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private final LiveStream live;

	StreamController(LiveStream live) {
		this.live = live;
	}

	@GetMapping(path = "/api/messages/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void follow(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String direction,
			@RequestParam(required = false) @Nullable String after,
			@RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) {
		Faults faults = new Faults();
		StreamFilter filter = new StreamFilter(faults.read("device", device, DeviceId::new),
				faults.constant("direction", direction, Direction.class));
		MessageId query = faults.read("after", after, MessageId::parse);
		// A browser that comes back sends the header with the address it began with.
		MessageId header = faults.read(LAST_EVENT_ID, lastEventId, MessageId::parse);
		faults.check();
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		// Proxies such as nginx would gather events otherwise.
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.GET.matches(request.getMethod())) {
			ServletOutlet outlet = new ServletOutlet();
			LiveReader reader = this.live.open(filter, (header != null) ? header : query, outlet);
			outlet.begin(reader, request, response);
		}
	}

}
