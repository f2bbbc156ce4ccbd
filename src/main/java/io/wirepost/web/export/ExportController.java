package io.wirepost.web.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Semaphore;

import io.wirepost.connection.ListenerView;
import io.wirepost.connection.Listeners;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageReader;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.web.request.RequestFaults;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Writes messages as a file of any size, oldest first, page by page on the request's
 * thread: it holds one page of them. If the journal fails midway, the connection is
 * closed without the end of the body, so that a part is not taken for the whole.
 */
@RestController
class ExportController {

	/** Each holds a thread of HTTP for as long as its caller takes to read it. */
	private static final int AT_ONCE = 8;

	private static final int PAGE = 200;

	private static final int BUFFER = 64 * 1024;

	private final Semaphore free = new Semaphore(AT_ONCE);

	private final MessageReader messages;

	private final Listeners listeners;

	private final Clock clock;

	ExportController(MessageReader messages, Listeners listeners, Clock clock) {
		this.messages = messages;
		this.listeners = listeners;
		this.clock = clock;
	}

	@GetMapping("/api/messages/export")
	void export(@RequestParam(required = false) @Nullable String format,
			@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String direction,
			@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String kind,
			@RequestParam(required = false) @Nullable String events,
			@RequestParam(required = false) @Nullable String from, @RequestParam(required = false) @Nullable String to,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestFaults faults = new RequestFaults();
		ExportFormat chosen = faults.read("format", (format != null) ? format : "ndjson", ExportFormat::of);
		Instant end = faults.instant("to", to);
		// Without an end, what comes while the file is written would be written too.
		MessageQuery query = new MessageQuery(faults.read("device", device, DeviceId::new),
				faults.constant("direction", direction, Direction.class), listener,
				faults.read("kind", kind, Interpretation::kind), faults.instant("from", from),
				(end != null) ? end : this.clock.instant(), MessageQuery.Order.ASC, null, PAGE,
				Boolean.TRUE.equals(faults.flag("events", events)));
		faults.check();
		if (!this.free.tryAcquire()) {
			throw new TooManyExportsException(AT_ONCE);
		}
		try {
			write(chosen, query, request, response);
		}
		finally {
			this.free.release();
		}
	}

	private void write(ExportFormat format, MessageQuery query, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		// Read first: if the journal cannot be read, the answer is a problem.
		MessagePage page = this.messages.read(query);
		response.setContentType(format.mediaType());
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				"attachment; filename=\"messages." + format.extension() + "\"");
		if (request.getMethod().equals("HEAD")) {
			return;
		}
		OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
		Export export = format.open(out, this::port);
		add(page, export);
		while (page.next() != null) {
			page = this.messages.read(query.continued(page.next()));
			add(page, export);
		}
		out.flush();
	}

	private static void add(MessagePage page, Export export) throws IOException {
		for (DeviceMessage message : page.items()) {
			export.add(message);
		}
	}

	private @Nullable Integer port(String listener) {
		return this.listeners.find(listener).map(ListenerView::port).orElse(null);
	}

}
