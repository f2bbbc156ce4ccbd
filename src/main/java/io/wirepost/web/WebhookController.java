package io.wirepost.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import io.wirepost.forward.webhook.DeadLetter;
import io.wirepost.forward.webhook.Replay;
import io.wirepost.forward.webhook.ReplayRange;
import io.wirepost.forward.webhook.Webhook;
import io.wirepost.forward.webhook.Webhooks;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import io.wirepost.web.replica.OtherReplicas;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists webhooks with their progress; pauses, resumes and replays them. */
@RestController
class WebhookController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private final Webhooks webhooks;

	private final OtherReplicas others;

	WebhookController(Webhooks webhooks, OtherReplicas others) {
		this.others = others;
		this.webhooks = webhooks;
	}

	@GetMapping("/api/webhooks")
	PageView<WebhookView> list(HttpServletRequest http) {
		List<WebhookView> all = new ArrayList<>();
		this.webhooks.list().forEach((webhook) -> all.add(WebhookView.of(webhook)));
		this.others.parts(http, WebhookView.class).forEach((part) -> all.addAll(part.items()));
		all.sort(Comparator.comparing(WebhookView::name));
		return new PageView<>(all, null);
	}

	@PostMapping("/api/webhooks/{name}/pause")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void pause(@PathVariable String name) {
		this.webhooks.pause(known(name));
	}

	@PostMapping("/api/webhooks/{name}/resume")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void resume(@PathVariable String name) {
		this.webhooks.resume(known(name));
	}

	@PostMapping(path = "/api/webhooks/{name}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	ReplayBegun replay(@PathVariable String name, @RequestBody ReplayRequest request) {
		return ReplayBegun.of(this.webhooks.replay(known(name), request.range()));
	}

	@DeleteMapping("/api/webhooks/{name}/replay")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void removeReplay(@PathVariable String name) {
		if (!this.webhooks.removeReplay(known(name))) {
			throw new NotFoundException("replay", name);
		}
	}

	@GetMapping("/api/webhooks/{name}/dead-letters")
	PageView<DeadLetterView> deadLetters(@PathVariable String name,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor) {
		RequestFaults faults = new RequestFaults();
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		MessageId before = faults.read("cursor", cursor, MessageId::parse);
		faults.check();
		List<DeadLetter> letters = this.webhooks.deadLetters(known(name), before, most + 1);
		return new PageView<>(letters.stream().limit(most).map(DeadLetterView::of).toList(),
				(letters.size() > most) ? letters.get(most - 1).message().toString() : null);
	}

	@DeleteMapping("/api/webhooks/{name}/dead-letters")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void clearDeadLetters(@PathVariable String name) {
		this.webhooks.clearDeadLetters(known(name));
	}

	private String known(String name) {
		if (!this.webhooks.has(name)) {
			throw new NotFoundException("webhook", name);
		}
		return name;
	}

	/**
	 * What to send once more.
	 *
	 * @param from a time or a message's id, from which on; null if {@code after} is given
	 * @param after a cursor or a message's id, after which
	 * @param to a time, before which, or a message's id, up to which; null for the
	 * webhook's cursor
	 */
	record ReplayRequest(@Nullable String from, @Nullable String after, @Nullable String to) {

		ReplayRange range() {
			RequestFaults faults = new RequestFaults();
			if ((this.from == null) == (this.after == null)) {
				faults.add("from", "give either from, a time or a message's id, or after, a cursor");
			}
			ReplayRange range = new ReplayRange(isTime(this.from) ? faults.instant("from", this.from) : null,
					isTime(this.from) ? null : faults.read("from", this.from, MessageId::parse),
					faults.read("after", this.after, Position::parse),
					isTime(this.to) ? faults.instant("to", this.to) : null,
					isTime(this.to) ? null : faults.read("to", this.to, MessageId::parse));
			faults.check();
			return range;
		}

		private static boolean isTime(@Nullable String text) {
			return text != null && text.indexOf(':') >= 0;
		}

	}

	/**
	 * A replay that has begun.
	 *
	 * @param from where it begins, as asked for
	 * @param to where it ends, a time or an id
	 */
	record ReplayBegun(UUID id, String from, String to) {

		private static ReplayBegun of(Replay replay) {
			return new ReplayBegun(replay.id(), replay.from(), replay.to());
		}

	}

	/** A dead letter in JSON. */
	record DeadLetterView(UUID messageId, @Nullable String deviceId, Instant at, int status, String reason) {

		private static DeadLetterView of(DeadLetter letter) {
			return new DeadLetterView(letter.message().value(),
					(letter.device() != null) ? letter.device().value() : null, letter.at(), letter.status(),
					letter.reason());
		}

	}

}
