package io.wirepost.web.replica;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.wirepost.security.Caller;
import io.wirepost.security.HopFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request, as another replica gets it.
 *
 * @param path with its query
 * @param gone completes if the caller does not wait any more
 */
record Forward(String method, String path, Map<String, List<String>> headers, byte[] body,
		CompletableFuture<Void> gone) {

	/**
	 * The header that has the epoch of the device's owner, as the first replica knows it.
	 */
	static final String EPOCH = "Wirepost-Epoch";

	private static final List<String> HEADERS = List.of("Content-Type", "Accept", "Idempotency-Key", "traceparent",
			"tracestate");

	/**
	 * Reads a request.
	 * @throws IOException if its body does not come, or is too large
	 */
	static Forward of(HttpServletRequest http, @Nullable Caller caller) throws IOException {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (String name : HEADERS) {
			String value = http.getHeader(name);
			if (value != null) {
				headers.put(name, List.of(value));
			}
		}
		if (caller != null) {
			headers.put(HopFilter.CALLER, List.of(HopFilter.header(caller)));
		}
		String query = http.getQueryString();
		return new Forward(http.getMethod(), http.getRequestURI() + ((query != null) ? "?" + query : ""), headers,
				http.getInputStream().readAllBytes(), new CompletableFuture<>());
	}

	/** With the epoch of the owner that it goes to. */
	Forward to(long epoch) {
		Map<String, List<String>> more = new LinkedHashMap<>(this.headers);
		more.put(EPOCH, new ArrayList<>(List.of(Long.toString(epoch))));
		return new Forward(this.method, this.path, more, this.body, this.gone);
	}

	/** Whether it may be repeated without harm. */
	boolean isRead() {
		return this.method.equals("GET") || this.method.equals("HEAD");
	}

}
