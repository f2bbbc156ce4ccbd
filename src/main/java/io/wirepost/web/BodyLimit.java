package io.wirepost.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.wirepost.connection.Endpoints;
import io.wirepost.connection.Listeners;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what is read of a request's body: six characters of JSON (an escape) for each
 * byte of the largest frame of any listener or endpoint, and at least a megabyte. So
 * memory is bounded by the configuration and the number of requests at a time. Before
 * {@link SendFilter}, which reads bodies.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 2)
class BodyLimit extends OncePerRequestFilter {

	/** Always allowed, so that the largest frame is only looked up for larger bodies. */
	private static final long LEAST = 1024 * 1024;

	private static final int LONGEST_ESCAPE = 6;

	/** The longest time that a body may take, even if it keeps arriving. */
	private static final Duration LONGEST = Duration.ofSeconds(30);

	private final Listeners listeners;

	private final Endpoints endpoints;

	BodyLimit(Listeners listeners, Endpoints endpoints) {
		this.listeners = listeners;
		this.endpoints = endpoints;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(new HttpServletRequestWrapper(request) {

			@Override
			public ServletInputStream getInputStream() throws IOException {
				Limited body = new Limited(request.getInputStream());
				body.check(request.getContentLengthLong());
				return body;
			}

		}, response);
	}

	/** Listeners and endpoints change, so this is not cached. */
	private long maximum() {
		long largest = Math.max(this.listeners.largestFrame(), this.endpoints.largestFrame());
		return Math.max(LEAST, largest * LONGEST_ESCAPE);
	}

	/** A stream that ends with an error beyond its limit. */
	private final class Limited extends ServletInputStream {

		private final ServletInputStream body;

		private final long began = System.nanoTime();

		private long read;

		private long allowed = LEAST;

		Limited(ServletInputStream body) {
			this.body = body;
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
						"The request's body did not arrive within " + LONGEST.toSeconds() + " s");
			}
			check(this.read);
		}

		void check(long size) throws BodyTooLargeException {
			if (size > this.allowed) {
				this.allowed = maximum();
				if (size > this.allowed) {
					throw new BodyTooLargeException(this.allowed);
				}
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
