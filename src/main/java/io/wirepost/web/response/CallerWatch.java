package io.wirepost.web.response;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Notices that callers close their connections while they wait for a response. Tomcat
 * does not look at a connection while its request waits, so this reads what came on it,
 * four times a second: the end of the stream means that the caller has gone. What else
 * came stays in Tomcat's buffer. Safe for all threads.
 */
@Component
public class CallerWatch implements DisposableBean {

	/** The request's attribute that {@link CallerWatchValve} sets. */
	static final String REQUEST = CallerWatch.class.getName();

	private static final Logger LOG = LoggerFactory.getLogger(CallerWatch.class);

	private static final long PAUSE_MILLIS = 250;

	private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

	private @Nullable ScheduledExecutorService scheduler;

	/**
	 * Watches the caller of a request.
	 * @param gone called once if it goes, on this one's thread; must not block
	 */
	public Watch watch(HttpServletRequest http, Runnable gone) {
		Watch watch = new Watch((Request) http.getAttribute(REQUEST), gone);
		if (watch.request != null) {
			this.watches.add(watch);
			begin();
		}
		return watch;
	}

	/** Its thread begins with the first request that needs it. */
	private synchronized void begin() {
		if (this.scheduler == null) {
			this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "wirepost-callers");
				thread.setDaemon(true);
				return thread;
			});
			this.scheduler.scheduleWithFixedDelay(this::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/** What one look throws must not end the others. */
	private void look() {
		for (Watch watch : this.watches) {
			try {
				watch.look();
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				LOG.warn("Whether a caller has gone cannot be seen", ex);
				watch.end();
			}
		}
	}

	@Override
	public synchronized void destroy() {
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
		}
	}

	/** One caller that is watched. */
	public final class Watch {

		private final @Nullable Request request;

		private final Runnable gone;

		private boolean over;

		private Watch(@Nullable Request request, Runnable gone) {
			this.request = request;
			this.gone = gone;
		}

		/**
		 * Stops watching. To be called before the response begins, as the connection
		 * belongs to Tomcat from then on.
		 */
		public synchronized void end() {
			this.over = true;
			CallerWatch.this.watches.remove(this);
		}

		private synchronized void look() {
			if (!this.over && this.request != null && isAtEnd(this.request)) {
				end();
				this.gone.run();
			}
		}

		/**
		 * Tomcat answers the end of the stream with "something is available", although
		 * its buffer is empty.
		 */
		private static boolean isAtEnd(Request request) {
			request.action(ActionCode.AVAILABLE, Boolean.TRUE);
			return request.getAvailable() > 0 && request.getInputBuffer().available() == 0;
		}

	}

}
