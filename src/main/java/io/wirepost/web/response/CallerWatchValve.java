package io.wirepost.web.response;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Gives {@link CallerWatch} the requests that it may have to watch. */
public final class CallerWatchValve extends ValveBase {

	public CallerWatchValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getDecodedRequestURI().endsWith("/exchanges")) {
			request.setAttribute(CallerWatch.REQUEST, request.getCoyoteRequest());
		}
		getNext().invoke(request, response);
	}

}
