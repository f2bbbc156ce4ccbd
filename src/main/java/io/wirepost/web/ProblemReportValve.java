package io.wirepost.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.web.request.Problem;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriUtils;

/**
 * Responds with a problem to what Tomcat refuses before any filter runs. Public, because
 * Tomcat creates it by name.
 */
public class ProblemReportValve extends ErrorReportValve {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** Finds the header's name in Tomcat's message about a line that it cannot parse. */
	private static final Pattern HEADER_LINE = Pattern.compile("header line \\[([^:\\]]*)");

	/** Tomcat's message about the size of headers. */
	private static final String TOO_LARGE = "header is too large";

	/** Finds Tomcat's messages about the request line. */
	private static final Pattern REQUEST_LINE = Pattern.compile("request target|method name|protocol");

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = status(response.getStatus(), throwable);
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		HttpStatus known = HttpStatus.resolve(status);
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", Problem.type((known != null) ? known : HttpStatus.BAD_REQUEST));
		problem.put("title", (known != null) ? known.getReasonPhrase() : "Error " + status);
		problem.put("status", status);
		problem.put("detail", detail(request, status, throwable));
		problem.put("instance", instance(request));
		try {
			response.setStatus(status);
			response.setContentType("application/problem+json");
			response.getOutputStream().write(JSON.writeValueAsBytes(problem));
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// The caller has closed its connection.
			getContainer().getLogger().debug("An error could not be reported", ex);
		}
	}

	/** Tomcat has 400 for headers that are too large; RFC 6585, section 5, has 431. */
	private static int status(int status, @Nullable Throwable throwable) {
		return (throwable != null && String.valueOf(throwable.getMessage()).contains(TOO_LARGE))
				? HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value() : status;
	}

	private static String detail(Request request, int status, @Nullable Throwable throwable) {
		String cause = (throwable != null) ? String.valueOf(throwable.getMessage()) : "";
		Matcher line = HEADER_LINE.matcher(cause);
		MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
		if (line.find()) {
			return "The header '%s' is not a name of letters, digits and dashes, a colon, and a value without control "
				.formatted(line.group(1)) + "characters; correct it, or leave it out";
		}
		if (status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value()) {
			return "The path and the headers are together larger than this service reads "
					+ "(server.max-http-request-header-size, by default 8 KB); send less, such as a bearer token with "
					+ "fewer claims";
		}
		if (REQUEST_LINE.matcher(cause).find()) {
			return "The method or the path has a character that has to be percent-encoded";
		}
		if (status == HttpStatus.EXPECTATION_FAILED.value()) {
			return "The header 'Expect' is not 100-continue; leave it out";
		}
		if (status == HttpStatus.NOT_IMPLEMENTED.value()) {
			return "The header 'Transfer-Encoding' is not chunked; leave it out";
		}
		if (throwable != null || Collections.list(headers.values(HttpHeaders.HOST)).size() != 1) {
			return "The header 'Host' is missing, is given twice, or is no host name; correct it";
		}
		List<String> lengths = Collections.list(headers.values(HttpHeaders.CONTENT_LENGTH));
		if (lengths.size() > 1 || lengths.stream().anyMatch((length) -> !length.matches("\\d{1,18}"))) {
			return "The header 'Content-Length' is not one number of bytes; correct it";
		}
		return "The path or a header cannot be read; percent-encode the path as UTF-8, and check Content-Length and "
				+ "Transfer-Encoding";
	}

	/** The path, encoded, as it may be malformed. */
	private static String instance(Request request) {
		String path = request.getRequestURI();
		return (path != null && path.startsWith("/")) ? UriUtils.encodePath(path, StandardCharsets.UTF_8) : "/";
	}

}
