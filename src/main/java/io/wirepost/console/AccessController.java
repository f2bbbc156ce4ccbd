package io.wirepost.console;

import io.wirepost.security.Callers;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page whether it has to ask for a token, so that it need not try without and
 * be refused.
 */
@RestController
class AccessController {

	private final Callers callers;

	AccessController(Callers callers) {
		this.callers = callers;
	}

	@GetMapping("/console/access")
	Access access() {
		return new Access(!this.callers.isConfigured());
	}

	/**
	 * What the page needs to know before it knows who calls.
	 *
	 * @param open whether nobody needs credentials
	 */
	record Access(boolean open) {
	}

}
