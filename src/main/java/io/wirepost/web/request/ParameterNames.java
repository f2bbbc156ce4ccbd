package io.wirepost.web.request;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses unknown query parameters: a misspelt filter would otherwise be ignored, and the
 * response would have everything.
 */
public class ParameterNames implements HandlerInterceptor {

	private final String handlers;

	/** By handler method, so bounded by the number of handlers. */
	private final Map<Method, List<String>> known = new ConcurrentHashMap<>();

	/**
	 * @param handlers the package whose handlers are checked
	 */
	public ParameterNames(String handlers) {
		this.handlers = handlers;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (request.getQueryString() != null && handler instanceof HandlerMethod method
				&& method.getBeanType().getPackageName().equals(this.handlers)) {
			List<String> known = this.known.computeIfAbsent(method.getMethod(), (any) -> names(method));
			check(request, known);
		}
		return true;
	}

	/**
	 * Checks the query parameters of a request.
	 * @throws InvalidRequestException if there is another one than the known
	 */
	public static void check(HttpServletRequest request, List<String> known) {
		if (request.getQueryString() == null) {
			return;
		}
		List<Problem.FieldFault> faults = request.getParameterMap()
			.keySet()
			.stream()
			.filter((name) -> !known.contains(name))
			.map((name) -> new Problem.FieldFault(name, "unknown parameter" + list(known)))
			.toList();
		if (!faults.isEmpty()) {
			throw new InvalidRequestException(faults);
		}
	}

	private static List<String> names(HandlerMethod method) {
		return Arrays.stream(method.getMethodParameters())
			.filter((parameter) -> parameter.hasParameterAnnotation(RequestParam.class))
			.map(ParameterNames::name)
			.toList();
	}

	private static String name(MethodParameter parameter) {
		return String.valueOf(parameter.getParameter().getName());
	}

	private static String list(List<String> known) {
		return known.isEmpty() ? "; this path has none"
				: known.stream().collect(Collectors.joining(", ", "; known parameters are ", ""));
	}

}
