package io.wirepost.web;

import io.wirepost.forward.webhook.Webhook;
import io.wirepost.forward.webhook.Webhooks;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists webhooks with their progress. */
@RestController
class WebhookController {

	private final Webhooks webhooks;

	WebhookController(Webhooks webhooks) {
		this.webhooks = webhooks;
	}

	@GetMapping("/api/webhooks")
	PageView<WebhookView> list() {
		return new PageView<>(this.webhooks.list().stream().map((Webhook webhook) -> WebhookView.of(webhook)).toList(),
				null);
	}

}
