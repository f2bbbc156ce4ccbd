package io.wirepost.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.wirepost.connection.Listeners;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads no more of a request's body than a message can need: six characters of JSON (an
 * escape) for each byte of the largest frame, and at least a megabyte. Memory is so
 * bounded by the configuration and the number of requests at a time.
 */
@Component
class BodyLimit extends OncePerRequestFilter {

	private static final long LEAST = 1024 * 1024;

	private static final int LONGEST_ESCAPE = 6;

	/** However steadily it drips, a body takes no longer. */
	private static final Duration LONGEST = Duration.ofSeconds(30);

	private final Listeners listeners;

	BodyLimit(Listeners listeners) {
		this.listeners = listeners;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		// Listeners come and go.
		long maximum = Math.max(LEAST, this.listeners.largestFrame() * LONGEST_ESCAPE);
		chain.doFilter(new HttpServletRequestWrapper(request) {

			@Override
			public ServletInputStream getInputStream() throws IOException {
				if (request.getContentLengthLong() > maximum) {
					throw new BodyTooLargeException(maximum);
				}
				return new Limited(request.getInputStream(), maximum);
			}

		}, response);
	}

	/** A stream that ends with an error beyond its limit. */
	private static final class Limited extends ServletInputStream {

		private final ServletInputStream body;

		private final long maximum;

		private final long began = System.nanoTime();

		private long read;

		Limited(ServletInputStream body, long maximum) {
			this.body = body;
			this.maximum = maximum;
		}

		@Override
		public int read() throws IOException {
			int one = this.body.read();
			count((one < 0) ? 0 : 1);
			return one;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int some = this.body.read(bytes, offset, length);
			count(Math.max(0, some));
			return some;
		}

		private void count(int some) throws IOException {
			this.read += some;
			if (System.nanoTime() - this.began > LONGEST.toNanos()) {
				throw new SocketTimeoutException(
						"The request's body did not come within " + LONGEST.toSeconds() + " s");
			}
			if (this.read > this.maximum) {
				throw new BodyTooLargeException(this.maximum);
			}
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
