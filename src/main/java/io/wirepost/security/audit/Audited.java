package io.wirepost.security.audit;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request, for its line in the audit. Kept in the request's
 * attributes, which filters and controllers set as they learn them. Must not be called
 * once the response is complete.
 */
public final class Audited {

	private static final String CALLER = Audited.class.getName() + ".caller";

	private static final String KIND = Audited.class.getName() + ".kind";

	private static final String WORD = Audited.class.getName() + ".word";

	private static final String ID = Audited.class.getName() + ".id";

	private static final String PROBLEM = Audited.class.getName() + ".problem";

	private static final String DELIVERY = Audited.class.getName() + ".delivery";

	private static final String ELSEWHERE = Audited.class.getName() + ".elsewhere";

	private static final String SIZE = Audited.class.getName() + ".size";

	private Audited() {
	}

	/**
	 * Says who calls.
	 * @param kind what the credentials are, as names count within a kind
	 */
	public static void caller(ServletRequest request, String name, String kind) {
		request.setAttribute(CALLER, name);
		request.setAttribute(KIND, kind);
	}

	/**
	 * Says that it does more than its method and path tell, such as {@code device.erase}.
	 */
	public static void action(ServletRequest request, String word) {
		request.setAttribute(WORD, word);
	}

	/**
	 * Says what it makes: the id of a delivery, an exchange or a broadcast.
	 * @param id completes with it, in time or never; may complete after the response
	 */
	public static void id(ServletRequest request, CompletableFuture<UUID> id) {
		request.setAttribute(ID, id);
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

	/** Says that another replica audits it. */
	public static void elsewhere(ServletRequest request) {
		request.setAttribute(ELSEWHERE, Boolean.TRUE);
	}

	static boolean isElsewhere(ServletRequest request) {
		return request.getAttribute(ELSEWHERE) != null;
	}

	static @Nullable String caller(ServletRequest request) {
		return (String) request.getAttribute(CALLER);
	}

	static @Nullable String kind(ServletRequest request) {
		return (String) request.getAttribute(KIND);
	}

	static @Nullable String action(ServletRequest request) {
		return (String) request.getAttribute(WORD);
	}

	/** Null for none, or while it is not known. */
	static @Nullable String id(ServletRequest request) {
		return (request.getAttribute(ID) instanceof CompletableFuture<?> id && id.isDone()
				&& !id.isCompletedExceptionally()) ? String.valueOf(id.join()) : null;
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
