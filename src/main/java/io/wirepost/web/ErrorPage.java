package io.wirepost.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.wirepost.web.request.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** Responds with a problem if a request failed before it reached a controller. */
@RestController
class ErrorPage implements ErrorController {

	@RequestMapping("${server.error.path:/error}")
	ResponseEntity<Object> error(HttpServletRequest request) {
		HttpStatus status = (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code)
				? HttpStatus.resolve(code) : HttpStatus.NOT_FOUND;
		HttpStatus known = (status != null) ? status : HttpStatus.INTERNAL_SERVER_ERROR;
		String title = known.getReasonPhrase();
		ProblemDetail problem = Problem.of(known, title.toLowerCase(Locale.ROOT).replace(' ', '-'), title,
				known.is5xxServerError() ? "The request failed; see the log of the service"
						: "The request is malformed; check its path, its headers and its body");
		if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path) {
			// The path of the request, not of this page; encoded, as it may be malformed.
			problem.setInstance(URI.create(UriUtils.encodePath(path, StandardCharsets.UTF_8)));
		}
		return Responses.problem(problem);
	}

}
