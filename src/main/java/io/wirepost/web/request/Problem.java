package io.wirepost.web.request;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Problem details (RFC 9457) with the types of Wirepost's contract. */
public final class Problem {

	private static final String TYPE = "urn:wirepost:problem:";

	private Problem() {
	}

	/**
	 * @param name the type's name, such as {@code device-unknown}
	 * @param detail what is wrong with which value, and what to do
	 */
	public static ProblemDetail of(HttpStatusCode status, String name, String title, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(URI.create(TYPE + name));
		problem.setTitle(title);
		return problem;
	}

	public static ProblemDetail of(HttpStatusCode status, String name, String title, String detail,
			Map<String, ?> properties) {
		ProblemDetail problem = of(status, name, title, detail);
		properties.forEach(problem::setProperty);
		return problem;
	}

	/** The type for a status that has no cause of Wirepost's own. */
	public static URI type(HttpStatus status) {
		return URI.create(TYPE + status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'));
	}

	/** An invalid request, with a message for each bad field. */
	public static ProblemDetail invalid(List<FieldFault> faults) {
		String detail = (faults.size() == 1) ? faults.get(0).toString()
				: faults.size() + " values are invalid; errors lists each";
		return of(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", detail, Map.of("errors", faults));
	}

	/**
	 * What is wrong with one value.
	 *
	 * @param field its name, as the caller writes it
	 * @param message what is wrong, and what to do
	 */
	public record FieldFault(String field, String message) {

		@Override
		public String toString() {
			return this.field.isEmpty() ? this.message : this.field + ": " + this.message;
		}

	}

}
