package io.wirepost.web;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;

/**
 * The answer to a request that is known only later. A body is written by whoever knows
 * it, without the second way through filters and handlers that Spring MVC would take:
 * that costs as much as the first. A problem does take it, so that all problems are made
 * in one place.
 * <p>
 * Nobody is waited for: a body that the response cannot buffer is written on a thread of
 * the container. Until the request's own thread has left the filters, the response is
 * theirs.
 */
final class LateAnswer implements AsyncListener {

	/** Where a request has its exception when it comes the second way. */
	static final String PROBLEM = LateAnswer.class.getName() + ".problem";

	private static final String PENDING = LateAnswer.class.getName();

	private static final Logger log = LoggerFactory.getLogger(LateAnswer.class);

	/** The outcome, and the request's own thread. */
	private final AtomicInteger awaited = new AtomicInteger(2);

	private final AsyncContext context;

	private volatile @Nullable Runnable outcome;

	private boolean over;

	private LateAnswer(AsyncContext context) {
		this.context = context;
	}

	/** Called on the request's own thread, which answers nothing itself then. */
	static LateAnswer to(HttpServletRequest request) {
		AsyncContext context = request.startAsync();
		// Wirepost's own timers end each wait.
		context.setTimeout(0);
		LateAnswer answer = new LateAnswer(context);
		context.addListener(answer);
		request.setAttribute(PENDING, answer);
		return answer;
	}

	/** The request's own thread has left what may change its response. */
	static void released(HttpServletRequest request) {
		if (request.getAttribute(PENDING) instanceof LateAnswer answer) {
			request.removeAttribute(PENDING);
			answer.arrive();
		}
	}

	/** Answers with JSON. Once, on any thread. */
	void json(int status, byte[] body, @Nullable String location) {
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
			log.debug("The caller is gone before its answer", ex);
		}
		this.context.complete();
	}

	/** Answers with what {@link Problems} makes of an exception. Once, on any thread. */
	void problem(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		finish(() -> {
			this.context.getRequest().setAttribute(PROBLEM, cause);
			this.context.dispatch();
		});
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
			log.debug("The container has ended this request", ex);
		}
	}

	/** From now on the response may be another request's. */
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
