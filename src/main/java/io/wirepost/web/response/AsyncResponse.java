package io.wirepost.web.response;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;

/**
 * A response that is written later, on another thread than the request's. A body is
 * written directly, without Spring MVC's second dispatch through filters and handlers,
 * which costs as much as the first. A problem is dispatched, so that {@link Problems}
 * makes all of them.
 * <p>
 * Nothing blocks: a body that exceeds the response's buffer is written on a thread of the
 * container. Nothing is written before the request's thread has left the filters, as they
 * may still set headers.
 */
public final class AsyncResponse implements AsyncListener {

	private static final String PENDING = AsyncResponse.class.getName();

	private static final Logger LOG = LoggerFactory.getLogger(AsyncResponse.class);

	/** Counts down once for the outcome, and once for the request's thread. */
	private final AtomicInteger awaited = new AtomicInteger(2);

	private final AsyncContext context;

	private final ProblemWriter problems;

	private volatile @Nullable Runnable outcome;

	private boolean over;

	private AsyncResponse(AsyncContext context, ProblemWriter problems) {
		this.context = context;
		this.problems = problems;
	}

	/** Called on the request's thread, which then writes no response itself. */
	public static AsyncResponse to(HttpServletRequest request, ProblemWriter problems) {
		AsyncContext context = request.startAsync();
		// Wirepost's own timers end each wait.
		context.setTimeout(0);
		AsyncResponse answer = new AsyncResponse(context, problems);
		context.addListener(answer);
		request.setAttribute(PENDING, answer);
		return answer;
	}

	/** Called when the request's thread has left all filters. */
	static void released(HttpServletRequest request) {
		if (request.getAttribute(PENDING) instanceof AsyncResponse answer) {
			request.removeAttribute(PENDING);
			answer.arrive();
		}
	}

	/**
	 * Notes something at the request, unless the container has ended it. Called on any
	 * thread, before the response.
	 */
	public synchronized void note(Consumer<ServletRequest> note) {
		if (!this.over) {
			note.accept(this.context.getRequest());
		}
	}

	/** Responds with JSON. Called once, on any thread. */
	public void json(int status, byte[] body, @Nullable String location) {
		finish(() -> {
			HttpServletResponse response = (HttpServletResponse) this.context.getResponse();
			response.setStatus(status);
			response.setContentType(MediaType.APPLICATION_JSON_VALUE);
			if (location != null) {
				response.setHeader("Location", location);
			}
			if (body.length < response.getBufferSize()) {
				// No length: the response would be complete with it, and go out on this
				// thread.
				write(response, body);
			}
			else {
				this.context.start(() -> write(response, body));
			}
		});
	}

	private void write(HttpServletResponse response, byte[] body) {
		try {
			response.getOutputStream().write(body);
		}
		catch (IOException ex) {
			LOG.debug("The caller closed its connection before the response", ex);
		}
		finally {
			this.context.complete();
		}
	}

	/**
	 * Responds with what another process has answered. Called once, on any thread.
	 * @param headers set at the response
	 */
	public void relay(int status, Map<String, String> headers, byte[] body) {
		finish(() -> {
			HttpServletResponse response = (HttpServletResponse) this.context.getResponse();
			response.setStatus(status);
			headers.forEach(response::setHeader);
			if (body.length < response.getBufferSize()) {
				write(response, body);
			}
			else {
				this.context.start(() -> write(response, body));
			}
		});
	}

	/** Responds with the problem of an exception. Called once, on any thread. */
	public void problem(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		// Writing a problem may block, and finds its way through Spring MVC's converters.
		finish(() -> this.context.start(() -> write(cause)));
	}

	private synchronized void write(Throwable cause) {
		if (this.over) {
			return;
		}
		HttpServletResponse response = (HttpServletResponse) this.context.getResponse();
		try {
			this.problems.write((HttpServletRequest) this.context.getRequest(), response,
					(cause instanceof Exception ex) ? ex : new IllegalStateException(cause));
		}
		catch (Exception | OutOfMemoryError ex) {
			LOG.error("A problem could not be written", ex);
			if (!response.isCommitted()) {
				response.reset();
				response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
			}
		}
		finally {
			// Nobody else ends the request.
			this.context.complete();
		}
	}

	/**
	 * Runs what takes long, such as writing a large body as JSON, on a thread of the
	 * container.
	 */
	public void execute(Runnable task) {
		this.context.start(task);
	}

	private void finish(Runnable outcome) {
		this.outcome = outcome;
		arrive();
	}

	private void arrive() {
		if (this.awaited.decrementAndGet() == 0) {
			answer();
		}
	}

	private synchronized void answer() {
		Runnable known = this.outcome;
		if (this.over || known == null) {
			return;
		}
		try {
			known.run();
		}
		catch (IllegalStateException ex) {
			LOG.debug("The container has ended this request", ex);
		}
	}

	/** The container may reuse the response for another request from now on. */
	private synchronized void end() {
		this.over = true;
	}

	@Override
	public void onComplete(AsyncEvent event) {
		end();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		end();
	}

	@Override
	public void onError(AsyncEvent event) {
		end();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Nobody starts it again.
	}

}
