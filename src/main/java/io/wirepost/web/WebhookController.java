package io.wirepost.web;

import io.wirepost.forward.Webhook;
import io.wirepost.forward.Webhooks;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The webhooks there are, and how far each is. */
@RestController
class WebhookController {

	private final Webhooks webhooks;

	WebhookController(Webhooks webhooks) {
		this.webhooks = webhooks;
	}

	@GetMapping("/api/webhooks")
	Page<WebhookView> list() {
		return new Page<>(this.webhooks.list().stream().map((Webhook webhook) -> WebhookView.of(webhook)).toList(),
				null);
	}

}
