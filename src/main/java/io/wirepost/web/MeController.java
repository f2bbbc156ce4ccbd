package io.wirepost.web;

import java.time.Instant;
import java.util.List;

import io.wirepost.security.Caller;
import io.wirepost.security.Callers;
import io.wirepost.security.Scope;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells callers what their credentials allow. */
@RestController
class MeController {

	private final Callers callers;

	MeController(Callers callers) {
		this.callers = callers;
	}

	@GetMapping("/api/me")
	Me me(HttpServletRequest http) {
		Caller caller = this.callers.of(http)
			.orElseThrow(() -> new IllegalStateException("The path needs credentials, and has none"));
		return new Me(caller.name(), caller.scopes().stream().sorted().map(Scope::word).toList(),
				caller.devices().text(), caller.expiresAt(), !this.callers.isConfigured());
	}

	/**
	 * A caller in JSON.
	 *
	 * @param devices the pattern of the devices it may reach
	 * @param expiresAt when its credentials expire; null for never
	 * @param open whether callers need no credentials
	 */
	record Me(String name, List<String> scopes, String devices, @Nullable Instant expiresAt, boolean open) {
	}

}
