package io.wirepost.web;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.wirepost.forward.webhook.Webhook;
import io.wirepost.forward.webhook.Webhooks;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The webhooks there are, and how far each is. */
@RestController
@Tag(name = "Webhooks")
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
