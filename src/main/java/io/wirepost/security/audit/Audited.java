package io.wirepost.security.audit;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request, for its line in the audit. Kept in the request's
 * attributes; whoever learns something says so. Must not be called once the response is
 * complete.
 */
public final class Audited {

	private static final String CALLER = Audited.class.getName() + ".caller";

	private static final String PROBLEM = Audited.class.getName() + ".problem";

	private static final String DELIVERY = Audited.class.getName() + ".delivery";

	private static final String SIZE = Audited.class.getName() + ".size";

	private Audited() {
	}

	/** Says who calls. */
	public static void caller(ServletRequest request, String name) {
		request.setAttribute(CALLER, name);
	}

	/**
	 * Says with which problem it is answered.
	 * @param name the name of the problem's type, such as {@code forbidden}
	 */
	public static void problem(ServletRequest request, String name) {
		request.setAttribute(PROBLEM, name);
	}

	/** Says what became of the message that it sends. */
	public static void delivery(ServletRequest request, String status) {
		request.setAttribute(DELIVERY, status);
	}

	/**
	 * Says how much it sends.
	 * @param bytes the size of the payload
	 */
	public static void size(ServletRequest request, long bytes) {
		request.setAttribute(SIZE, bytes);
	}

	static @Nullable String caller(ServletRequest request) {
		return (String) request.getAttribute(CALLER);
	}

	static @Nullable String problem(ServletRequest request) {
		return (String) request.getAttribute(PROBLEM);
	}

	static @Nullable String delivery(ServletRequest request) {
		return (String) request.getAttribute(DELIVERY);
	}

	static @Nullable Long size(ServletRequest request) {
		return (Long) request.getAttribute(SIZE);
	}

}
