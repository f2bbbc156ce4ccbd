package io.wirepost.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat itself refuses, before any servlet, as a problem too. Public, as Tomcat
 * makes it by its name.
 */
public class ProblemReportValve extends ErrorReportValve {

	private static final String PROBLEM = "{\"type\":\"urn:wirepost:problem:bad-request\",\"title\":\"Bad Request\","
			+ "\"status\":%d,\"detail\":\"This request cannot be taken as it is: check its path and its headers\","
			+ "\"instance\":\"/\"}";

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			response.setContentType("application/problem+json");
			response.getOutputStream().write(PROBLEM.formatted(status).getBytes(StandardCharsets.UTF_8));
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// Nobody is there to read it.
			getContainer().getLogger().debug("An error could not be reported", ex);
		}
	}

}
