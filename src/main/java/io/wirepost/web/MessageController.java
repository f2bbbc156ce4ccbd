package io.wirepost.web;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.device.Devices;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageReader;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.MessageId;
import io.wirepost.message.MessageView;
import io.wirepost.message.Position;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists messages, and shows single ones. */
@RestController
class MessageController {

	private static final int DEFAULT_LIMIT = 50;

	private final MessageReader messages;

	private final Devices devices;

	MessageController(MessageReader messages, Devices devices) {
		this.messages = messages;
		this.devices = devices;
	}

	@GetMapping("/api/messages")
	PageView<MessageView> list(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String direction,
			@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String kind,
			@RequestParam(required = false) @Nullable String events,
			@RequestParam(required = false) @Nullable String from, @RequestParam(required = false) @Nullable String to,
			@RequestParam(required = false) @Nullable String order,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor) {
		RequestFaults faults = new RequestFaults();
		DeviceId id = faults.read("device", device, DeviceId::new);
		return read(faults, id, direction, listener, kind, events, from, to, order, limit, cursor);
	}

	@GetMapping("/api/devices/{id}/messages")
	PageView<MessageView> listOf(@PathVariable DeviceId id, @RequestParam(required = false) @Nullable String direction,
			@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String kind,
			@RequestParam(required = false) @Nullable String events,
			@RequestParam(required = false) @Nullable String from, @RequestParam(required = false) @Nullable String to,
			@RequestParam(required = false) @Nullable String order,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor) {
		PageView<MessageView> page = read(new RequestFaults(), id, direction, listener, kind, events, from, to, order,
				limit, cursor);
		if (page.items().isEmpty() && cursor == null
				&& this.messages.read(MessageQuery.newestOf(id, 1)).items().isEmpty()) {
			// No message at all: the device may be known or not.
			this.devices.require(id);
		}
		return page;
	}

	/** The newest message of each kind, by kind. */
	@GetMapping("/api/devices/{id}/latest")
	Map<String, MessageView> latest(@PathVariable DeviceId id) {
		Map<String, MessageView> latest = new LinkedHashMap<>();
		this.messages.latest(id)
			.forEach((message) -> latest.put(String.valueOf(message.interpretation().kind()), MessageView.of(message)));
		if (latest.isEmpty() && this.messages.read(MessageQuery.newestOf(id, 1)).items().isEmpty()) {
			this.devices.require(id);
		}
		return latest;
	}

	private PageView<MessageView> read(RequestFaults faults, @Nullable DeviceId device, @Nullable String direction,
			@Nullable String listener, @Nullable String kind, @Nullable String events, @Nullable String from,
			@Nullable String to, @Nullable String order, @Nullable String limit, @Nullable String cursor) {
		MessageQuery.Order ordered = faults.constant("order", order, MessageQuery.Order.class);
		int most = faults.limit(limit, DEFAULT_LIMIT, MessageQuery.MAX_LIMIT);
		MessageQuery query = new MessageQuery(device, faults.constant("direction", direction, Direction.class),
				listener, faults.read("kind", kind, Interpretation::kind), faults.instant("from", from),
				faults.instant("to", to), (ordered != null) ? ordered : MessageQuery.Order.DESC,
				faults.read("cursor", cursor, MessageController::cursor), most,
				Boolean.TRUE.equals(faults.flag("events", events)));
		faults.check();
		MessagePage page = this.messages.read(query);
		return new PageView<>(page.items().stream().map(MessageView::of).toList(),
				(page.next() != null) ? page.next().toString() : null);
	}

	private static Position cursor(String cursor) {
		try {
			return Position.parse(cursor);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'%s' is not a cursor; use next of the previous page".formatted(cursor),
					ex);
		}
	}

	@GetMapping("/api/messages/{id}")
	MessageView one(@PathVariable String id) {
		return MessageView.of(find(id));
	}

	@GetMapping("/api/messages/{id}/payload")
	ResponseEntity<byte[]> payload(@PathVariable String id) {
		DeviceMessage message = find(id);
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_OCTET_STREAM)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename(message.requiredId() + ".bin").build().toString())
			.body(message.payload().toByteArray());
	}

	private DeviceMessage find(String id) {
		try {
			return this.messages.find(MessageId.parse(id)).orElseThrow(() -> new NotFoundException("message", id));
		}
		catch (IllegalArgumentException ex) {
			throw new NotFoundException("message", id);
		}
	}

}
